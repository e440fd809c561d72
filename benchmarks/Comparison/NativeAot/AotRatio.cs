namespace ShapeGen.Comparison.NativeAot;

/// <summary>The time of one build divided by another's.</summary>
internal sealed record AotRatio(string Case, string Build, string Reference, double OfMedians, double OfMinima);
