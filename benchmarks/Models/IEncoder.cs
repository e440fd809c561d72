namespace ShapeGen.Benchmarks.Models;

/// <summary>What the generator writes on every encoder, as an interface, so that one program can measure them all.</summary>
/// <typeparam name="TSelf">The encoder's class.</typeparam>
public interface IEncoder<TSelf>
    where TSelf : IEncoder<TSelf>
{
    /// <summary>The body that runs here.</summary>
    public static abstract InstructionSet InstructionSet { get; }

#if STAGES
    /// <summary>How long each stage took so far.</summary>
    public static abstract StageTimes StageTimes { get; }
#endif

    /// <summary>Floats of scratch for sequences of so many tokens.</summary>
    public static abstract int ScratchLength(int tokens, int threads);

    /// <summary>Loads a checkpoint.</summary>
    public static abstract TSelf Load(string path);

    /// <summary>Makes a model without a checkpoint.</summary>
    public static abstract TSelf CreateRandom(int seed);

    /// <summary>Runs the model on at most as many threads.</summary>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batch, int threads);
}
