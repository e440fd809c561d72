using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds out whether a call runs again and again for certain: in a loop, or in what a framework calls for each request.</summary>
internal static class RepeatedRuns
{
    private const string Registration = "register the model as a singleton and take it as a parameter";

    private static readonly HashSet<string> EndpointMethods = new(StringComparer.Ordinal)
    {
        "Map", "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "MapFallback", "Use", "Run",
    };

    private static readonly HashSet<string> Lifetimes = new(StringComparer.Ordinal) { "AddTransient", "AddScoped" };

    /// <summary>What runs again and again.</summary>
    /// <param name="Code">Its code: a loop, a function, a member.</param>
    /// <param name="When">When it runs, for the message.</param>
    /// <param name="Advice">Where to load instead.</param>
    internal sealed record Repetition(SyntaxNode Code, string When, string Advice);

    /// <param name="call">The call.</param>
    /// <param name="member">The member that it stands in.</param>
    /// <returns>The innermost thing around the call that runs again and again and always makes the call, or null.</returns>
    public static Repetition? Find(IInvocationOperation call, ISymbol member)
    {
        IOperation inner = call;
        for (IOperation? outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                // Made once, then kept; tried until it works; one of several ways.
                case ICoalesceAssignmentOperation or ICoalesceOperation or IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation or ITryOperation or ILockOperation:
                    return null;
                case IForLoopOperation loop when loop.Body == inner:
                case IWhileLoopOperation { Body: var body } when body == inner:
                case IForEachLoopOperation { Body: var each } when each == inner:
                    return LeavesTheLoop((ILoopOperation)outer, call) ? null : new(outer.Syntax, "in each turn of a loop", "before the loop");
                case ILoopOperation:
                    return null;
                case IAnonymousFunctionOperation function:
                    return OfFunction(function);
                case ILocalFunctionOperation:
                    return null;
            }
        }

        return OfMember(call, member);
    }

    private static Repetition? OfFunction(IAnonymousFunctionOperation function)
    {
        IOperation? outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation)
        {
            outer = outer.Parent;
        }

        if (outer is not IArgumentOperation { Parent: IInvocationOperation registration })
        {
            return null;
        }

        IMethodSymbol method = registration.TargetMethod;
        return EndpointMethods.Contains(method.Name) && IsIn(method.ContainingType, "AspNetCore")
            ? new(function.Syntax, $"for each request of {method.Name}", Registration)
            : Lifetimes.Contains(method.Name) && IsIn(method.ContainingType, "Extensions")
                ? new(function.Syntax, method.Name == "AddScoped" ? "for each request, in AddScoped" : "for each object that asks for the model, in AddTransient", "in AddSingleton")
                : null;
    }

    /// <summary>Controllers, hubs and pages are made for each request, and so are their fields.</summary>
    private static Repetition? OfMember(IOperation call, ISymbol member)
    {
        if (member.ContainingType is not { } type || Handler(type) is not { } kind)
        {
            return null;
        }

        SyntaxNode code = call.Syntax.Ancestors().First(node => node is MemberDeclarationSyntax);
        return member switch
        {
            IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { MethodKind: MethodKind.Constructor } =>
                new(code, $"for each request, as '{type.Name}' is a {kind}, made for each", Registration),
            IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public } method
                when !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NonActionAttribute")
                    && (kind != "page" || method.Name.StartsWith("On", StringComparison.Ordinal)) =>
                new(code, $"for each request of '{method.Name}'", Registration),
            _ => null,
        };
    }

    private static string? Handler(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.BaseType)
        {
            if (outer.Name == "ControllerBase" && IsIn(outer, "AspNetCore") || outer.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "ApiControllerAttribute" } found && IsIn(found, "AspNetCore")))
            {
                return "controller";
            }

            if (outer.Name is "Hub" or "PageModel" && IsIn(outer, "AspNetCore"))
            {
                return outer.Name == "Hub" ? "hub" : "page";
            }
        }

        return null;
    }

    private static bool IsIn(INamedTypeSymbol type, string part)
    {
        INamespaceSymbol at = type.ContainingNamespace;
        while (at is { ContainingNamespace: { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false } })
        {
            at = at.ContainingNamespace;
        }

        return at.Name == part && at.ContainingNamespace is { Name: "Microsoft", ContainingNamespace.IsGlobalNamespace: true };
    }

    /// <summary>Whether the loop ends in the turn in which the call is made: behind the call, or by it.</summary>
    private static bool LeavesTheLoop(ILoopOperation loop, IOperation call) =>
        loop.Body.Descendants().Any(inner =>
            inner is IReturnOperation { IsImplicit: false } or IBranchOperation { BranchKind: BranchKind.Break, IsImplicit: false } or IThrowOperation
            && inner.Syntax.Span.End >= call.Syntax.SpanStart);
}
