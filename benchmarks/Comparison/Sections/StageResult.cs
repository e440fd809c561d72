namespace ShapeGen.Comparison.Sections;

/// <summary>The times of a case's stages.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Stages">Names, in the order in which they run.</param>
/// <param name="Microseconds">Of each stage, per call.</param>
internal sealed record StageResult(string Case, IReadOnlyList<string> Stages, IReadOnlyList<double> Microseconds);
