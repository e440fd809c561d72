namespace ShapeGen.Comparison.NativeAot;

/// <summary>What benchmarks/Aot measured, as much as the report takes from it; its README tells what each number is.</summary>
internal sealed record AotReport(int Rounds, IReadOnlyList<AotBuild> Builds, IReadOnlyList<AotRatio> Ratios);
