using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Budgets;

/// <summary>Reads <c>[Budget]</c>. Mistakes in it are reported, but do not affect the model.</summary>
internal static class BudgetReader
{
    private const string ClassName = "BudgetAttribute";

    private const string Tokens = "Tokens";

    private const string MemoryTokens = "MemoryTokens";

    /// <summary>The <c>[Budget]</c> of a class, on any of its parts.</summary>
    public static AttributeData? Of(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == ClassName && ModuleKind.IsShapeGens(attribute));

    /// <param name="type">The class.</param>
    /// <param name="form">The form of its calls.</param>
    /// <param name="diagnostics">Where to report.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The budget, or null if there is none or it is invalid.</returns>
    public static BudgetUse? Read(INamedTypeSymbol type, CallForm form, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        if (Of(type) is not { } attribute)
        {
            return null;
        }

        AttributeArguments arguments = new(attribute, "Budget", form.IsFixed ? "WeightBytes = 100_000_000" : "Flops = 1_000_000_000, Tokens = 128", diagnostics, cancellation);
        bool isOfCall = arguments.IsWritten(LimitedQuantity.ScratchBytes.Argument) || arguments.IsWritten(LimitedQuantity.Flops.Argument);
        bool hasMemory = form.Input == InputForm.RowsAndMemory;
        EquatableArray<BudgetArgument> limits = new(LimitedQuantity.All.Select(quantity => arguments.Limit(quantity.Argument)).OfType<BudgetArgument>());
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

        BudgetArgument? tokens = isOfCall ? arguments.Limit(Tokens) : null;
        BudgetArgument? memoryTokens = isOfCall ? arguments.Limit(MemoryTokens) : null;
        arguments.ReportMissing();
        return arguments.Valid ? new(limits, tokens, memoryTokens, arguments.At) : null;
    }
}
