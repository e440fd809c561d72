namespace ShapeGen.Comparison.Launching;

/// <summary>The measurements of a process from its start.</summary>
/// <param name="Milliseconds">From its creation to its first, hundredth and ten thousandth result, as far as requested.</param>
/// <param name="Body">The instruction set that ran.</param>
/// <param name="Difference">The largest difference from the expected result.</param>
/// <param name="PeakBytes">Of resident memory, at the first result.</param>
internal sealed record LaunchResult(IReadOnlyList<double> Milliseconds, string Body, double Difference, long PeakBytes);
