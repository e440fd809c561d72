using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static ShapeGen.Generator.CallSites.RepeatedRuns;

namespace ShapeGen.Generator.CallSites;

/// <summary>Members that a web framework calls for each request: actions, hubs, pages, services of gRPC, middleware.</summary>
internal static class RequestHandlers
{
    public const string Registration = "register the model as a singleton and take it as a parameter";

    /// <param name="call">The call.</param>
    /// <param name="member">The member that it stands in.</param>
    public static Repetition? Find(IOperation call, ISymbol member)
    {
        if (member.ContainingType is not { } type)
        {
            return null;
        }

        return member switch
        {
            IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { MethodKind: MethodKind.Constructor } when Kind(type) is { } kind =>
                new(Code(call), $"for each request, as '{type.Name}' is a {kind}, made for each", Registration),
            IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, DeclaredAccessibility: Accessibility.Public } method when IsAction(method, Kind(type)) =>
                new(Code(call), $"for each request of '{method.Name}'", Registration),
            _ => null,
        };
    }

    private static SyntaxNode Code(IOperation call) => call.Syntax.Ancestors().First(node => node is MemberDeclarationSyntax);

    /// <summary>Controllers, hubs and pages are made for each request, and so are their fields.</summary>
    public static bool IsMadeForEach(INamedTypeSymbol type) => Kind(type) is not null;

    /// <summary>Whether a type's namespace is in one of Microsoft's.</summary>
    public static bool IsIn(INamedTypeSymbol type, string part)
    {
        INamespaceSymbol at = type.ContainingNamespace;
        while (at is { ContainingNamespace: { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false } })
        {
            at = at.ContainingNamespace;
        }

        return at.Name == part && at.ContainingNamespace is { Name: "Microsoft", ContainingNamespace.IsGlobalNamespace: true };
    }

    private static bool IsAction(IMethodSymbol method, string? kind) =>
        kind is not null
            ? !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NonActionAttribute") && (kind != "page" || method.Name.StartsWith("On", StringComparison.Ordinal))
            : method.GetAttributes().Any(attribute => attribute.AttributeClass is { BaseType.Name: "HttpMethodAttribute" } verb && IsIn(verb, "AspNetCore"))
                || method.IsOverride && method.Parameters.Any(parameter => parameter.Type is { Name: "ServerCallContext", ContainingNamespace: { Name: "Core", ContainingNamespace.Name: "Grpc" } })
                || method.Name is "Invoke" or "InvokeAsync" && method.Parameters.FirstOrDefault()?.Type is INamedTypeSymbol { Name: "HttpContext" } context && IsIn(context, "AspNetCore");

    private static string? Kind(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null and not { SpecialType: SpecialType.System_Object }; outer = outer.BaseType)
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
}
