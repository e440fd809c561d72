using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Decides whether a load in a loop is right: it runs only once, or again on purpose.</summary>
internal static class LoopRules
{
    public static bool IsIntended(ILoopOperation loop, IInvocationOperation call)
    {
        IOperation[] inside = [.. loop.Body.Descendants()];
        return LeavesTheLoop(inside, call)
            || IsSkipped(loop, inside, call)

            // Loading is measured.
            || inside.OfType<IInvocationOperation>().Any(other => other.TargetMethod.ContainingType.Name == "Stopwatch")

            // The model is replaced, for example when its file has changed.
            || StoredModels.IsStored(call, loop.Syntax);
    }

    /// <summary>True if the loop may end in the same iteration, after the call or by it.</summary>
    private static bool LeavesTheLoop(IOperation[] inside, IOperation call) => inside.Any(inner =>
        inner is IReturnOperation { IsImplicit: false } or IBranchOperation { BranchKind: BranchKind.Break, IsImplicit: false } or IThrowOperation
        && inner.Syntax.Span.End >= call.Syntax.SpanStart);

    /// <summary>True if a <c>continue</c> before the call depends on a variable that outlives an iteration and is used again later: there may be a model already.</summary>
    private static bool IsSkipped(ILoopOperation loop, IOperation[] inside, IOperation call) => inside.Any(inner =>
        inner is IBranchOperation { BranchKind: BranchKind.Continue, IsImplicit: false }
        && inner.Syntax.Span.End < call.Syntax.SpanStart
        && inner.Syntax.FirstAncestorOrSelf<IfStatementSyntax>() is { } choice
        && loop.Syntax.Span.Contains(choice.Span)
        && inside.Any(used => choice.Condition.Span.Contains(used.Syntax.Span) && Symbol(used) is { } state
            && state.DeclaringSyntaxReferences.All(declared => declared.SyntaxTree != loop.Syntax.SyntaxTree || !loop.Syntax.Span.Contains(declared.Span))
            && inside.Any(again => again.Syntax.SpanStart > choice.Condition.Span.End && SymbolEqualityComparer.Default.Equals(Symbol(again), state))));

    private static ISymbol? Symbol(IOperation use) => use switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };
}
