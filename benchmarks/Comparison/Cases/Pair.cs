namespace ShapeGen.Comparison.Cases;

/// <summary>Two cases whose times are compared with each other.</summary>
/// <param name="What">The meaning of their ratio.</param>
/// <param name="Measured">The measured case.</param>
/// <param name="Reference">The case that it is compared with.</param>
/// <param name="Times">The number of reference calls that one call is compared with: a stack's layers.</param>
/// <param name="AtMost">The target ratio; null without a target.</param>
internal sealed record Pair(string What, Case Measured, Case Reference, int Times = 1, double? AtMost = null);
