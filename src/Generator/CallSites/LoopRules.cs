using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Whether a call in a loop is made once only, or again and again on purpose.</summary>
internal static class LoopRules
{
    private static readonly HashSet<string> Waits = new(StringComparer.Ordinal) { "Delay", "Sleep", "WaitForNextTickAsync", "WaitForChanged", "WaitOne", "Wait", "WaitAsync", "ReadKey", "ReadLine" };

    public static bool IsMeant(ILoopOperation loop, IInvocationOperation call)
    {
        IOperation[] inside = [.. loop.Body.Descendants()];
        return LeavesTheLoop(inside, call)
            || IsSkipped(loop, inside, call)

            // Loading is measured.
            || inside.OfType<IInvocationOperation>().Any(other => other.TargetMethod.ContainingType.Name == "Stopwatch")

            // A file that changes is read again from time to time, and the model is kept in between.
            || KeptModels.Contain(call, loop.Syntax) && loop.Descendants().OfType<IInvocationOperation>().Any(other => Waits.Contains(other.TargetMethod.Name));
    }

    /// <summary>Whether the loop ends in the turn in which the call is made: behind the call, or by it.</summary>
    private static bool LeavesTheLoop(IOperation[] inside, IOperation call) => inside.Any(inner =>
        inner is IReturnOperation { IsImplicit: false } or IBranchOperation { BranchKind: BranchKind.Break, IsImplicit: false } or IThrowOperation
        && inner.Syntax.Span.End >= call.Syntax.SpanStart);

    /// <summary>Whether a <c>continue</c> before the call depends on what outlives a turn and is used behind it: there may be a model already.</summary>
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
