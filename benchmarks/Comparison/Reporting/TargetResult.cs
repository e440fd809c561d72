namespace ShapeGen.Comparison.Reporting;

/// <summary>A target and its result.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Wanted">The bound, as written.</param>
/// <param name="Found">The result, as written.</param>
/// <param name="Met">True if the bound holds.</param>
/// <param name="Missed">How far the result misses the bound, as a fraction of it.</param>
internal sealed record TargetResult(string What, string Wanted, string Found, bool Met, double Missed);
