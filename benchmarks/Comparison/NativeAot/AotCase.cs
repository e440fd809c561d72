namespace ShapeGen.Comparison.NativeAot;

/// <summary>Microseconds per call of a case.</summary>
internal sealed record AotCase(string Name, double Median, double Minimum);
