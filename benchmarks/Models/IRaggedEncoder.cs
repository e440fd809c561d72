namespace ShapeGen.Benchmarks.Models;

/// <summary>An encoder that also runs sequences of unequal lengths.</summary>
/// <typeparam name="TSelf">The encoder's class.</typeparam>
public interface IRaggedEncoder<TSelf> : IEncoder<TSelf>
    where TSelf : IRaggedEncoder<TSelf>
{
    /// <summary>Runs the model on sequences whose rows stand one after the other.</summary>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<int> lengths, Span<float> output, int threads);
}
