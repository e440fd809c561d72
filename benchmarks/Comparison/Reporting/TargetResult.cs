namespace ShapeGen.Comparison.Reporting;

/// <summary>One thing that the issue asks for.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Wanted">The bound, as written.</param>
/// <param name="Found">What was found, as written.</param>
/// <param name="Met">Whether it holds.</param>
/// <param name="Missed">By how much it does not, as a share of the bound.</param>
internal sealed record TargetResult(string What, string Wanted, string Found, bool Met, double Missed);
