using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Recognizes the code that ASP.NET Core runs for each request, by the types of its delegates and classes.</summary>
internal static class RequestHandlers
{
    private const string Advice = "register the model as a singleton and take it as a parameter";

    /// <summary>A function that is passed as a request handler.</summary>
    /// <param name="argument">The argument that passes the function.</param>
    /// <param name="code">The function.</param>
    public static RepeatedCode? OfArgument(IArgumentOperation argument, SyntaxNode code) =>
        argument is { Parameter.Type: { } type, Parent: IInvocationOperation { TargetMethod: { } method } } && (TakesRequest(type) || IsDelegate(type) && IsRouteMethod(method))
            ? new(code, $"for each request that '{method.Name}' handles", Advice)
            : null;

    /// <summary>A member of a controller: an action, or what is initialized with the object.</summary>
    /// <param name="call">The call that loads the model.</param>
    /// <param name="member">The member that contains it.</param>
    public static RepeatedCode? OfMember(IOperation call, ISymbol member)
    {
        if (member is not { IsStatic: false, ContainingType: { } type } || !IsController(type))
        {
            return null;
        }

        SyntaxNode code = call.Syntax.Ancestors().First(node => node is MemberDeclarationSyntax);
        return member switch
        {
            IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor } => new(code, $"for each request, as each one creates a '{type.Name}'", Advice),
            IMethodSymbol { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public } action when !action.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "NonActionAttribute") =>
                new(code, $"for each request that '{action.Name}' handles", Advice),
            _ => null,
        };
    }

    /// <summary>True if ASP.NET Core creates an object of the class for each request.</summary>
    public static bool IsController(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (IsOf(ancestor, "Microsoft.AspNetCore.Mvc", "ControllerBase"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>RequestDelegate</c>, or another delegate whose first parameter is an <c>HttpContext</c>.</summary>
    private static bool TakesRequest(ITypeSymbol type) =>
        type is INamedTypeSymbol { DelegateInvokeMethod.Parameters: { Length: > 0 } parameters } && IsOf(parameters[0].Type, "Microsoft.AspNetCore.Http", "HttpContext");

    private static bool IsDelegate(ITypeSymbol type) => IsOf(type, "System", "Delegate");

    /// <summary><c>MapGet</c> and similar methods: extensions of <c>IEndpointRouteBuilder</c>.</summary>
    private static bool IsRouteMethod(IMethodSymbol method) =>
        method is { IsExtensionMethod: true, Parameters: { Length: > 0 } parameters } && IsOf(parameters[0].Type, "Microsoft.AspNetCore.Routing", "IEndpointRouteBuilder");

    private static bool IsOf(ITypeSymbol type, string @namespace, string name) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == @namespace;
}
