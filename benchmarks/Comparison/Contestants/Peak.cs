using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Contestants;

/// <summary>The peak loop as a contestant: its speed in a round applies to the others in that round.</summary>
internal sealed class Peak : Contestant
{
    private const int Iterations = 10_000;

    private float _sum;

    public override string Name => "peak";

    /// <summary>The limit of a computation in microseconds, if the peak loop's call takes <paramref name="peak"/>.</summary>
    public static double Limit(Computation computation, double peak) =>
        Formulas.Limit.VectorOperations(computation, PeakLoop.IsFused) / PeakLoop.VectorOperations(Iterations) * peak;

    /// <summary>A multiply-add counts as two, fused or not.</summary>
    public static double Gigaflops(double peak) => PeakLoop.VectorOperations(Iterations) * (PeakLoop.IsFused ? 2 : 1) / peak / 1e3;

    protected override void Compute() => _sum += PeakLoop.Run(Iterations);
}
