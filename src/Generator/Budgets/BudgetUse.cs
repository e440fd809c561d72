using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Budgets;

/// <summary>A class's <c>[Budget]</c>.</summary>
/// <param name="Limits">What is limited.</param>
/// <param name="Tokens">The tokens of the sequence that it is for, or null where they are not written.</param>
/// <param name="MemoryTokens">The tokens of its memory, or null where they are not written.</param>
/// <param name="At">Where the attribute stands.</param>
internal sealed record BudgetUse(EquatableArray<BudgetArgument> Limits, BudgetArgument? Tokens, BudgetArgument? MemoryTokens, SourceSpan? At)
{
    /// <summary>The limit of an argument, or null.</summary>
    public BudgetArgument? this[LimitedQuantity quantity] => Limits.FirstOrDefault(limit => limit.Name == quantity.Argument);
}

/// <summary>An argument of <c>[Budget]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, at least 1.</param>
/// <param name="At">Where it stands.</param>
internal sealed record BudgetArgument(string Name, long Value, SourceSpan? At);
