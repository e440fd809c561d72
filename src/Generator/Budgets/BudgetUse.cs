using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Budgets;

/// <summary>A class's <c>[Budget]</c>.</summary>
/// <param name="Limits">The limits.</param>
/// <param name="Tokens">Tokens of the sequence that it is for, or null if not written.</param>
/// <param name="MemoryTokens">Tokens of its memory, or null if not written.</param>
/// <param name="At">Location of the attribute.</param>
internal sealed record BudgetUse(EquatableArray<BudgetArgument> Limits, BudgetArgument? Tokens, BudgetArgument? MemoryTokens, SourceSpan? At)
{
    /// <summary>The limit of an argument, or null.</summary>
    public BudgetArgument? this[LimitedQuantity quantity] => Limits.FirstOrDefault(limit => limit.Name == quantity.Argument);
}

/// <summary>An argument of <c>[Budget]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, at least 1.</param>
/// <param name="At">Its location.</param>
internal sealed record BudgetArgument(string Name, long Value, SourceSpan? At);
