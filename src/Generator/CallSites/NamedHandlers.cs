using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds where a function with a name is registered by it: <c>app.MapGet("/", Answer)</c>, anywhere in the compilation.</summary>
internal static class NamedHandlers
{
    /// <summary>What each file registers by name. A file that is not edited stays the same tree, and is looked through once.</summary>
    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<ArgumentSyntax>> ByTree = new();

    /// <param name="function">A method or a local function.</param>
    /// <param name="semantics">What the names in its file mean.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The argument that it is, or null.</returns>
    public static IArgumentOperation? Find(IMethodSymbol function, SemanticModel semantics, CancellationToken cancellation)
    {
        bool isOfThisFile = function.MethodKind == MethodKind.LocalFunction || function.DeclaredAccessibility == Accessibility.Private;
        foreach (SyntaxTree tree in isOfThisFile ? [semantics.SyntaxTree] : semantics.Compilation.SyntaxTrees)
        {
            foreach (ArgumentSyntax argument in ByTree.GetValue(tree, Registered))
            {
                if (Name(argument.Expression)?.Identifier.ValueText == function.Name && Bind(argument, function, semantics, cancellation) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static IArgumentOperation? Bind(ArgumentSyntax argument, IMethodSymbol function, SemanticModel semantics, CancellationToken cancellation)
    {
#pragma warning disable RS1030 // Another file has a model of its own; this is asked where the names are equal, which is rare.
        SemanticModel model = argument.SyntaxTree == semantics.SyntaxTree ? semantics : semantics.Compilation.GetSemanticModel(argument.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(argument.Expression, cancellation) is IMethodReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.OriginalDefinition)
            ? RepeatedFunctions.Argument(reference)
            : null;
    }

    private static IReadOnlyList<ArgumentSyntax> Registered(SyntaxTree tree) =>
    [
        .. from call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
           where call.Expression is MemberAccessExpressionSyntax access && RepeatedFunctions.MayRegister(access.Name.Identifier.ValueText)
           from argument in call.ArgumentList.Arguments
           where Name(argument.Expression) is not null
           select argument,
    ];

    private static SimpleNameSyntax? Name(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax access => access.Name,
        _ => null,
    };
}
