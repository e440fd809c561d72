namespace ShapeGen.Comparison;

/// <summary>The measurement would mean nothing: contestants disagree, or another body ran than was asked for.</summary>
internal sealed class FailedException(string message) : Exception(message);
