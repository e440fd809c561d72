namespace ShapeGen.Comparison.Launching;

/// <summary>What a process did from its start.</summary>
/// <param name="Milliseconds">From creating it to its first result, its hundredth, its ten thousandth, as many as were asked for.</param>
/// <param name="Body">What ran.</param>
/// <param name="Difference">The largest from the expected result.</param>
/// <param name="PeakBytes">Of resident memory, at the first result.</param>
internal sealed record LaunchResult(IReadOnlyList<double> Milliseconds, string Body, double Difference, long PeakBytes);
