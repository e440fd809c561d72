namespace ShapeGen.Comparison;

/// <summary>The measurement is invalid: contestants disagree, or the wrong instruction set ran.</summary>
internal sealed class FailedException(string message) : Exception(message);
