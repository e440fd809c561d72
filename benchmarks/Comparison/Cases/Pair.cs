namespace ShapeGen.Comparison.Cases;

/// <summary>Two cases whose times are compared with each other.</summary>
/// <param name="What">What their ratio says.</param>
/// <param name="Measured">The case in question.</param>
/// <param name="Reference">What it is compared with.</param>
/// <param name="Times">How many of the reference's calls are compared with one: a stack's layers.</param>
/// <param name="AtMost">The wanted ratio; null where none is.</param>
internal sealed record Pair(string What, Case Measured, Case Reference, int Times = 1, double? AtMost = null);
