using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Declarations;

/// <summary>Reads <c>[Budget]</c>. Mistakes in it are reported, but do not affect the model.</summary>
internal static class BudgetReader
{
    private const string Tokens = "Tokens";

    private const string MemoryTokens = "MemoryTokens";

    /// <param name="type">The class.</param>
    /// <param name="form">The form of its calls.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The budget, or null if there is none or it is invalid.</returns>
    public static BudgetUse? Read(INamedTypeSymbol type, CallForm form, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        if (ClassAttributes.BudgetOf(type) is not { } attribute)
        {
            return null;
        }

        AttributeArguments arguments = new(attribute, "Budget", form.IsFixed ? "WeightBytes = 100_000_000" : "Flops = 1_000_000_000, Tokens = 128", diagnostics, cancellation);
        bool isOfCall = arguments.IsWritten(LimitedQuantity.ScratchBytes.Argument) || arguments.IsWritten(LimitedQuantity.Flops.Argument);
        bool hasMemory = form.Input == InputForm.RowsAndMemory;
        EquatableArray<BudgetArgument> limits = new(LimitedQuantity.All.Select(quantity => Read(arguments, quantity.Argument)).OfType<BudgetArgument>());
        if (!isOfCall && !arguments.IsWritten(LimitedQuantity.WeightBytes.Argument))
        {
            arguments.Lacks("WeightBytes, ScratchBytes or Flops");
        }

        arguments.OnlyWith(isOfCall, "ScratchBytes or Flops", "a budget for weights only", Tokens, MemoryTokens);
        if (isOfCall)
        {
            arguments.OnlyWith(hasMemory, "Memory", "a model without Memory", MemoryTokens);
            if (!form.IsFixed && !arguments.IsWritten(Tokens))
            {
                arguments.Lacks(Tokens);
            }
        }

        BudgetArgument? tokens = isOfCall ? Read(arguments, Tokens) : null;
        BudgetArgument? memoryTokens = isOfCall ? Read(arguments, MemoryTokens) : null;
        arguments.ReportMissing();
        return arguments.Valid ? new(limits, tokens, memoryTokens, arguments.At) : null;
    }

    private static BudgetArgument? Read(AttributeArguments arguments, string name) =>
        arguments.LongSize(name) is { } value ? new(name, value, arguments.PlaceOf(name)) : null;
}
