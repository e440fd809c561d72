namespace ShapeGen.Comparison.Sections;

/// <summary>Results of a case from a child process with some instruction sets turned off.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Body">The body that ran.</param>
/// <param name="PeakLoop">The peak loop that ran.</param>
/// <param name="PeakGigaflops">Its median.</param>
/// <param name="Median">Microseconds.</param>
/// <param name="Minimum">Microseconds.</param>
/// <param name="OfLimit">Median of the rounds.</param>
/// <param name="OfLimitOfMinima">Of the fastest rounds.</param>
internal sealed record BodyResult(
    string Case, InstructionSet Body, string PeakLoop, double PeakGigaflops, double Median, double Minimum, double OfLimit, double OfLimitOfMinima);
