namespace ShapeGen.Comparison.Cases;

/// <summary>A case's targets, except for the limit, whose target depends only on the size (<see cref="Formulas.Limit"/>).</summary>
/// <param name="OnnxRuntime">Minimum of ONNX Runtime's time divided by ours.</param>
/// <param name="PyTorch">Minimum of PyTorch's time divided by ours.</param>
internal sealed record Targets(double OnnxRuntime, double PyTorch)
{
    /// <summary>Never slower than either.</summary>
    public static Targets Layer { get; } = new(1, 1);

    public static Targets Stack { get; } = new(1.1, 1.35);

    /// <summary>Padding a batch of sequences of unequal length doubles the work.</summary>
    public static Targets Ragged { get; } = new(2, 1.35);

    /// <summary>Minimum of one thread's time divided by that of two; null if the size decides.</summary>
    public double? TwoThreads { get; init; }
}
