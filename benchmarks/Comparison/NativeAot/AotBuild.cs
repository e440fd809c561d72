namespace ShapeGen.Comparison.NativeAot;

/// <summary>One program, published one way.</summary>
internal sealed record AotBuild(
    string Key, string Title, string Body, IReadOnlyList<AotCase> Cases, long CodeBytes, double StartMilliseconds, double StartMillisecondsMinimum, long PeakBytes);
