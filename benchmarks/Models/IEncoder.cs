namespace ShapeGen.Benchmarks.Models;

/// <summary>The generated members of every encoder as an interface, so that one program can measure them all.</summary>
/// <typeparam name="TSelf">The encoder's class.</typeparam>
public interface IEncoder<TSelf>
    where TSelf : IEncoder<TSelf>
{
    /// <summary>The instruction set that runs here.</summary>
    public static abstract InstructionSet InstructionSet { get; }

#if STAGES
    /// <summary>The time of each stage so far.</summary>
    public static abstract StageTimes StageTimes { get; }
#endif

    /// <summary>Floats of scratch for sequences of this number of tokens.</summary>
    public static abstract int ScratchLength(int tokens, int threads);

    /// <summary>Loads a checkpoint.</summary>
    public static abstract TSelf Load(string path);

    /// <summary>Creates a model without a checkpoint.</summary>
    public static abstract TSelf CreateRandom(int seed);

    /// <summary>Runs the model on at most this number of threads.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);
}
