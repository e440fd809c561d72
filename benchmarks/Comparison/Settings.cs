using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison;

/// <summary>The settings from the command line.</summary>
/// <param name="Cases">Names; empty for all.</param>
/// <param name="Sections">Names; empty for all.</param>
/// <param name="Pace">How thoroughly to measure.</param>
/// <param name="WithPeers">True to measure the peers too.</param>
/// <param name="Output">Where to write the report; null for the default.</param>
/// <param name="Command">The command line, for the report.</param>
internal sealed record Settings(
    IReadOnlyList<string> Cases, IReadOnlyList<string> Sections, Pace Pace, bool WithPeers, string? Output, string Command);
