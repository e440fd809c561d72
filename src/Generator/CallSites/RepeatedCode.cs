using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Code that runs again and again, and loads a model each time.</summary>
/// <param name="Code">A loop, a function or a member.</param>
/// <param name="When">When it runs, for the message.</param>
/// <param name="Advice">What to do instead, for the message.</param>
internal sealed record RepeatedCode(SyntaxNode Code, string When, string Advice)
{
    /// <param name="call">The call that loads the model.</param>
    /// <param name="member">The member that contains it.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The innermost code around the call that certainly runs again and again, and always makes the call; null where there is none.</returns>
    public static RepeatedCode? Around(IInvocationOperation call, ISymbol member, CancellationToken cancellation) => Around(call, member, followsCallers: true, cancellation);

    private static RepeatedCode? Around(IInvocationOperation call, ISymbol member, bool followsCallers, CancellationToken cancellation)
    {
        IOperation inner = call;
        for (IOperation? outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                // Loaded once and kept, retried until it works, or only on one of several paths.
                case ICoalesceAssignmentOperation or ICoalesceOperation or IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ITryOperation or ILockOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } choice when choice.RightOperand == inner:
                    return null;
                case ILoopOperation loop:
                    return loop.Body == inner && !LoopRules.IsIntended(loop, call) ? new(loop.Syntax, "in each iteration of a loop", "load the model once before the loop") : null;
                case IAnonymousFunctionOperation function:
                    return StoredModels.IsStored(call, function.Syntax) ? null : OfFunction(function, function.Syntax);
                case ILocalFunctionOperation local:
                    return OfUses(call, local.Symbol, local.Syntax, followsCallers, cancellation);
            }
        }

        if (RequestHandlers.OfMember(call, member) is { } handler)
        {
            return StoredModels.IsStored(call, handler.Code) ? null : handler;
        }

        return member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
            ? OfUses(call, method, call.Syntax.Ancestors().First(node => node is MemberDeclarationSyntax), followsCallers, cancellation)
            : null;
    }

    /// <summary>A function, or a reference to one, that is passed as a request handler or as the body of a parallel loop.</summary>
    private static RepeatedCode? OfFunction(IOperation function, SyntaxNode code)
    {
        IOperation? outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        return outer switch
        {
            IArgumentOperation { Parameter.Name: "body", Parent: IInvocationOperation { TargetMethod: { ContainingType: { Name: "Parallel", ContainingNamespace.Name: "Tasks" } } loop } } =>
                new(code, $"in each iteration of Parallel.{loop.Name}", $"load the model once before Parallel.{loop.Name}"),
            IArgumentOperation argument => RequestHandlers.OfArgument(argument, code),
            _ => null,
        };
    }

    /// <summary>Looks for repeated uses of a function with a name that always makes the call: passed by its name in the same file; or, where no other file can call it, called.</summary>
    /// <param name="call">The call that loads the model.</param>
    /// <param name="function">The function that contains it.</param>
    /// <param name="code">The function's code.</param>
    /// <param name="followsCallers">False if the function is a caller already.</param>
    /// <param name="cancellation">Cancels.</param>
    private static RepeatedCode? OfUses(IInvocationOperation call, IMethodSymbol function, SyntaxNode code, bool followsCallers, CancellationToken cancellation)
    {
        if (call.SemanticModel is not { } semantics || StoredModels.IsStored(call, code) || !LoadArguments.IsInvariant(call, code))
        {
            return null;
        }

        bool hasKnownCallers = followsCallers && (function.MethodKind == MethodKind.LocalFunction || function.DeclaredAccessibility == Accessibility.Private) && !MayEndBefore(call, code);
        foreach (ExpressionSyntax use in Uses(function.Name, code))
        {
            bool isCall = use.Parent is InvocationExpressionSyntax invocation && invocation.Expression == use;
            RepeatedCode? found = (isCall, semantics.GetOperation(isCall ? use.Parent! : use, cancellation)) switch
            {
                (false, IMethodReferenceOperation reference) when IsSame(reference.Method) => OfFunction(reference, code),
                (true, IInvocationOperation caller) when hasKnownCallers && IsSame(caller.TargetMethod) && !ExpectedFailures.Contains(caller) =>
                    Around(caller, MemberAround(semantics, use, cancellation), followsCallers: false, cancellation) is { } repeated
                        ? repeated with { When = $"{repeated.When}, which calls '{function.Name}'" }
                        : null,
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;

        bool IsSame(IMethodSymbol used) => SymbolEqualityComparer.Default.Equals(used.OriginalDefinition, function.OriginalDefinition);
    }

    /// <summary>True if the function may return before the call: it may have a model already.</summary>
    private static bool MayEndBefore(IInvocationOperation call, SyntaxNode code) =>
        code.DescendantNodes().Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or YieldStatementSyntax or GotoStatementSyntax && node.Span.End <= call.Syntax.SpanStart);

    /// <summary>The places in the file that name the function, with what they are qualified by; not those in the function itself.</summary>
    private static IEnumerable<ExpressionSyntax> Uses(string name, SyntaxNode code) =>
        code.SyntaxTree.GetRoot().DescendantNodes(node => node != code)
            .OfType<SimpleNameSyntax>()
            .Where(found => found.Identifier.ValueText == name)
            .Select(found => found.Parent is MemberAccessExpressionSyntax access && access.Name == found ? access : (ExpressionSyntax)found);

    /// <summary>The member around a call, whatever functions are in between.</summary>
    private static ISymbol MemberAround(SemanticModel semantics, SyntaxNode call, CancellationToken cancellation)
    {
        ISymbol symbol = semantics.GetEnclosingSymbol(call.SpanStart, cancellation)!;
        while (symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }
}
