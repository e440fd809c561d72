namespace ShapeGen.Comparison.Cases;

/// <summary>What is wanted of a case beside its share of the limit, which is the same for all of a size (<see cref="Formulas.Limit"/>).</summary>
/// <param name="OnnxRuntime">ONNX Runtime's time divided by ours, at least.</param>
/// <param name="PyTorch">PyTorch's time divided by ours, at least.</param>
internal sealed record Targets(double OnnxRuntime, double PyTorch)
{
    /// <summary>Never slower than either.</summary>
    public static Targets Layer { get; } = new(1, 1);

    public static Targets Stack { get; } = new(1.1, 1.35);

    /// <summary>Who pads a batch of unequal sequences computes twice as much.</summary>
    public static Targets Ragged { get; } = new(2, 1.35);

    /// <summary>One thread's time divided by that of two, at least; null where the size decides.</summary>
    public double? TwoThreads { get; init; }
}
