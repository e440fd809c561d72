using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.CallSites;

/// <summary>The length of a whole model's output as its user would write it: with <c>OutputLength</c>, and with what the call is given where that can be said there.</summary>
/// <param name="model">The model.</param>
/// <param name="facts">What is known of the call.</param>
/// <param name="call">The call.</param>
/// <param name="semantics">What the names in the file mean.</param>
internal sealed class OutputSize(CalledModel model, CallFacts facts, IInvocationOperation call, SemanticModel semantics)
{
    /// <param name="rows">The rows that the call makes.</param>
    /// <param name="place">Where the length is written.</param>
    /// <returns>Null where the class has no such method, or it cannot be told with what to call it.</returns>
    public string? Of(long rows, ExpressionSyntax place) => !model.Form.IsPlain && Arguments(rows, place) is { } arguments ? $"{SizeEdit.ModelPlace}.OutputLength({arguments})" : null;

    private string? Arguments(long rows, ExpressionSyntax place)
    {
        if (facts.HasLengths)
        {
            return facts.Sequences is not null && Written("lengths") is { } lengths && MeansTheSame(lengths, place.SpanStart) ? lengths.ToString()
                : model.Form.IsPooled ? Batch(rows, place)
                : null;
        }

        if (model.Form.IsPooled)
        {
            return Batch(rows, place);
        }

        if (model.Tokens is { } tokens)
        {
            return Batch(rows / tokens, place);
        }

        // Where the batch is not known, each row is a token, and all may be counted as one sequence.
        return LengthRules.LongestRows(model, facts) is not { } each ? Literals.Integer(rows)
            : facts.Batch == 1 ? Literals.Integer(each)
            : $"{Literals.Integer(each)}, batch: {Batch(facts.Batch!.Value, place)}";
    }

    private string Batch(long sequences, ExpressionSyntax place) =>
        sequences == 1 ? ""
        : Written("batch") is IdentifierNameSyntax constant && semantics.GetConstantValue(constant).HasValue && MeansTheSame(constant, place.SpanStart) ? constant.ToString()
        : Literals.Integer(sequences);

    private ExpressionSyntax? Written(string parameter) => KnownValues.Argument(call, parameter)?.Syntax as ExpressionSyntax;

    /// <summary>Whether an expression can be written at an earlier place: a number, a variable that is there already, a list of such.</summary>
    private bool MeansTheSame(ExpressionSyntax expression, int at) => expression switch
    {
        LiteralExpressionSyntax => true,
        CollectionExpressionSyntax list => list.Elements.All(element => element is ExpressionElementSyntax { Expression: var one } && MeansTheSame(one, at)),
        IdentifierNameSyntax name => semantics.GetSymbolInfo(name).Symbol is { } symbol
            && symbol is ILocalSymbol or IFieldSymbol { IsStatic: true }
            && semantics.LookupSymbols(at, name: symbol.Name).Contains(symbol, SymbolEqualityComparer.Default)
            && (symbol is IFieldSymbol || symbol.DeclaringSyntaxReferences.All(declared => declared.Span.End < at)),
        _ => false,
    };
}
