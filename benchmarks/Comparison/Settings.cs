using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison;

/// <summary>What the command line asks for.</summary>
/// <param name="Cases">Names; none for all.</param>
/// <param name="Sections">Names; none for all.</param>
/// <param name="Pace">How thoroughly.</param>
/// <param name="WithPeers">Whether to measure the peers too.</param>
/// <param name="Output">Where to write the report; null for the usual place.</param>
/// <param name="Command">The command itself, for the report.</param>
internal sealed record Settings(
    IReadOnlyList<string> Cases, IReadOnlyList<string> Sections, Pace Pace, bool WithPeers, string? Output, string Command);
