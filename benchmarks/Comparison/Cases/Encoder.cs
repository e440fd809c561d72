using ShapeGen.Benchmarks.Models;

namespace ShapeGen.Comparison.Cases;

/// <summary>A model of any of the measured classes.</summary>
internal abstract class Encoder
{
    public abstract void Forward(ReadOnlySpan<float> input, Span<float> output, int batch);

    public static Encoder Of<T>(T model)
        where T : class, IEncoder<T> => new Typed<T>(model);

    private sealed class Typed<T>(T model) : Encoder
        where T : class, IEncoder<T>
    {
        public override void Forward(ReadOnlySpan<float> input, Span<float> output, int batch) => model.Forward(input, output, batch);
    }
}
