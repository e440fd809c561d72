namespace ShapeGen.Benchmarks.Models;

/// <summary>An encoder that also runs sequences of unequal length.</summary>
/// <typeparam name="TSelf">The encoder's class.</typeparam>
public interface IRaggedEncoder<TSelf> : IEncoder<TSelf>
    where TSelf : IRaggedEncoder<TSelf>
{
    /// <summary>Runs the model on concatenated sequences.</summary>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, int threads);
}
