using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.CallSites;

/// <summary>The output length of a whole model as a user would write it: a call of <c>OutputLength</c>, with the arguments of the <c>Forward</c> call where they are in scope.</summary>
/// <param name="model">The model.</param>
/// <param name="facts">The known facts of the call.</param>
/// <param name="call">The call.</param>
/// <param name="semantics">The semantic model of the file.</param>
internal sealed class OutputSize(CalledModel model, CallFacts facts, IInvocationOperation call, SemanticModel semantics)
{
    /// <param name="rows">The rows of the output.</param>
    /// <param name="place">The expression to replace.</param>
    /// <returns>Null if the class has no <c>OutputLength</c>, or its arguments are unknown.</returns>
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

        // If the batch is unknown, each row is a token, and all rows count as one sequence.
        return LengthRules.LongestRows(model, facts) is not { } each ? Literals.Integer(rows)
            : facts.Batch == 1 ? Literals.Integer(each)
            : $"{Literals.Integer(each)}, batch: {Batch(facts.Batch!.Value, place)}";
    }

    private string Batch(long sequences, ExpressionSyntax place) =>
        sequences == 1 ? ""
        : Written("batch") is IdentifierNameSyntax constant && semantics.GetConstantValue(constant).HasValue && MeansTheSame(constant, place.SpanStart) ? constant.ToString()
        : Literals.Integer(sequences);

    private ExpressionSyntax? Written(string parameter) => ConstantEvaluator.Argument(call, parameter)?.Syntax as ExpressionSyntax;

    /// <summary>True if an expression has the same value at an earlier place: a number, a variable that is in scope there, or a list of these.</summary>
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
