namespace ShapeGen.Comparison.Sections;

/// <summary>Where the time of a case went.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Stages">Names, in the order in which they run.</param>
/// <param name="Microseconds">Of each stage, per call.</param>
internal sealed record StageResult(string Case, IReadOnlyList<string> Stages, IReadOnlyList<double> Microseconds);
