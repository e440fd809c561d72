using ShapeGen.Benchmarks.Models;

namespace ShapeGen.Comparison.Cases;

/// <summary>A model of any of the measured classes.</summary>
internal abstract class Encoder
{
#if STAGES
    public abstract StageTimes StageTimes { get; }
#endif

    public abstract void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);

    public static Encoder Of<T>(T model)
        where T : class, IEncoder<T> => new Typed<T>(model);

    private sealed class Typed<T>(T model) : Encoder
        where T : class, IEncoder<T>
    {
#if STAGES
        public override StageTimes StageTimes => T.StageTimes;
#endif

        public override void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int threads) => model.Forward(input, output, batch, threads);
    }
}
