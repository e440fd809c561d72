using ShapeGen.Benchmarks.Models;

namespace ShapeGen.Comparison.Cases;

/// <summary>A model of any measured class, on the sequences of a case.</summary>
internal abstract class Encoder
{
#if STAGES
    public abstract StageTimes StageTimes { get; }
#endif

    public abstract void Forward(ReadOnlySpan<float> input, Span<float> output, int threads);

    /// <summary>On sequences of equal length.</summary>
    public static Encoder Of<T>(T model, int batch)
        where T : class, IEncoder<T> => new Equal<T>(model, batch);

    /// <summary>On sequences of these lengths.</summary>
    public static Encoder OfLengths<T>(T model, int[] lengths)
        where T : class, IRaggedEncoder<T> => new Ragged<T>(model, lengths);

    private abstract class Typed<T> : Encoder
        where T : class, IEncoder<T>
    {
#if STAGES
        public override StageTimes StageTimes => T.StageTimes;
#endif
    }

    private sealed class Equal<T>(T model, int batch) : Typed<T>
        where T : class, IEncoder<T>
    {
        public override void Forward(ReadOnlySpan<float> input, Span<float> output, int threads) => model.Forward(input, output, batch, threads);
    }

    private sealed class Ragged<T>(T model, int[] lengths) : Typed<T>
        where T : class, IRaggedEncoder<T>
    {
        public override void Forward(ReadOnlySpan<float> input, Span<float> output, int threads) => model.Forward(input, lengths, output, threads);
    }
}
