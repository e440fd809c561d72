using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Contestants;

/// <summary>The peak loop, as a contestant: what its round says of the core goes for the others in the round.</summary>
internal sealed class Peak : LocalContestant
{
    private const int Iterations = 10_000;

    private float _sum;

    public override string Name => "peak";

    /// <summary>The operations of a call.</summary>
    public static double Operations => PeakLoop.Operations(Iterations);

    protected override void Call() => _sum += PeakLoop.Run(Iterations);
}
