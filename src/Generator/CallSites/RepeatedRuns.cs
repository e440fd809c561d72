using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds out whether a call runs again and again for certain: in a loop, or in what a framework calls for each request.</summary>
internal static class RepeatedRuns
{
    /// <summary>What runs again and again.</summary>
    /// <param name="Code">Its code: a loop, a function, a member.</param>
    /// <param name="When">When it runs, for the message.</param>
    /// <param name="Advice">Where to load instead.</param>
    internal sealed record Repetition(SyntaxNode Code, string When, string Advice);

    /// <param name="call">The call.</param>
    /// <param name="member">The member that it stands in.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The innermost thing around the call that runs again and again and always makes the call, or null.</returns>
    public static Repetition? Find(IInvocationOperation call, ISymbol member, CancellationToken cancellation) => Find(call, member, OfFunction, cancellation);

    /// <summary>As above, of a call that is not in a function of its own that is called again and again.</summary>
    public static Repetition? FindAround(IInvocationOperation call, ISymbol member, CancellationToken cancellation) => Find(call, member, OfRegistered, cancellation);

    /// <summary>What makes a function with a name run again and again, of a call that it always makes.</summary>
    private delegate Repetition? Named(IInvocationOperation call, IMethodSymbol function, SyntaxNode code, CancellationToken cancellation);

    private static Repetition? Find(IInvocationOperation call, ISymbol member, Named ofFunction, CancellationToken cancellation)
    {
        IOperation inner = call;
        for (IOperation? outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                // Made once, then kept; tried until it works; one of several ways.
                case ICoalesceAssignmentOperation or ICoalesceOperation or IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ITryOperation or ILockOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } choice when choice.RightOperand == inner:
                    return null;
                case IForLoopOperation loop when loop.Body == inner:
                case IWhileLoopOperation { Body: var body } when body == inner:
                case IForEachLoopOperation { Body: var each } when each == inner:
                    return LoopRules.IsMeant((ILoopOperation)outer, call) ? null : new(outer.Syntax, "in each turn of a loop", "before the loop");
                case ILoopOperation:
                    return null;
                case IAnonymousFunctionOperation function:
                    if (RepeatedFunctions.Taker(function) is { } taker && RepeatedFunctions.RunsWhereItStands(taker))
                    {
                        // Task.Run: once for each turn of what is around it.
                        break;
                    }

                    return RepeatedFunctions.Find(function) is { } repeated && !KeptModels.Contain(call, function.Syntax) ? repeated : null;
                case ILocalFunctionOperation local:
                    return ofFunction(call, local.Symbol, local.Syntax, cancellation);
            }
        }

        return RequestHandlers.Find(call, member) is { } handler
            ? KeptModels.Contain(call, handler.Code) ? null : handler
            : member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method ? ofFunction(call, method, call.Syntax.Ancestors().First(node => node is MemberDeclarationSyntax), cancellation) : null;
    }

    private static Repetition? OfFunction(IInvocationOperation call, IMethodSymbol function, SyntaxNode code, CancellationToken cancellation) =>
        OfRegistered(call, function, code, cancellation) ?? RepeatedHelpers.Find(call, function, code, cancellation);

    /// <summary>A function with a name is registered somewhere else in the compilation, by its name.</summary>
    private static Repetition? OfRegistered(IInvocationOperation call, IMethodSymbol function, SyntaxNode code, CancellationToken cancellation) =>
        call.SemanticModel is { } semantics && !KeptModels.Contain(call, code) && NamedHandlers.Find(function, semantics, cancellation) is { } taker
            ? RepeatedFunctions.OfTaker(taker, code)
            : null;
}
