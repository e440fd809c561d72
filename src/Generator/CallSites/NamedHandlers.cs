using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ShapeGen.Generator.CallSites;

/// <summary>Finds where a function with a name is registered by it: <c>app.MapGet("/", Answer)</c>, <c>timer.Elapsed += Tick</c>, anywhere in the compilation.</summary>
internal static class NamedHandlers
{
    /// <summary>What each file registers by name. A file that is not edited stays the same tree, and is looked through once.</summary>
    private static readonly ConditionalWeakTable<SyntaxTree, IReadOnlyList<ExpressionSyntax>> ByTree = new();

    /// <param name="function">A method or a local function.</param>
    /// <param name="semantics">What the names in its file mean.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What it is given to, or null.</returns>
    public static IOperation? Find(IMethodSymbol function, SemanticModel semantics, CancellationToken cancellation)
    {
        foreach (SyntaxTree tree in Files(function, semantics))
        {
            foreach (ExpressionSyntax given in ByTree.GetValue(tree, Registered))
            {
                if (Name(given)?.Identifier.ValueText == function.Name && Bind(given, function, semantics, cancellation) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    /// <summary>The files that may register a function: its own, or all that users write, where the project knows something that takes such functions.</summary>
    private static IEnumerable<SyntaxTree> Files(IMethodSymbol function, SemanticModel semantics) =>
        function.MethodKind == MethodKind.LocalFunction || function.DeclaredAccessibility == Accessibility.Private ? [semantics.SyntaxTree]
        : RepeatedFunctions.MayBeTaken(function, semantics.Compilation) ? semantics.Compilation.SyntaxTrees.Where(tree => !CalledModels.IsGenerated(tree))
        : [];

    private static IOperation? Bind(ExpressionSyntax given, IMethodSymbol function, SemanticModel semantics, CancellationToken cancellation)
    {
#pragma warning disable RS1030 // Another file has a model of its own; this is asked where the names are equal, which is rare.
        SemanticModel model = given.SyntaxTree == semantics.SyntaxTree ? semantics : semantics.Compilation.GetSemanticModel(given.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(given, cancellation) is IMethodReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.OriginalDefinition)
            ? RepeatedFunctions.Taker(reference)
            : null;
    }

    private static IReadOnlyList<ExpressionSyntax> Registered(SyntaxTree tree) =>
    [
        .. from node in tree.GetRoot().DescendantNodes()
           from given in node switch
           {
               InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax method } call when MayRegister(method) => call.ArgumentList.Arguments.Select(argument => argument.Expression),
               AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression, Left: MemberAccessExpressionSyntax raised } added when MayRegister(raised) => [added.Right],
               _ => [],
           }
           where Name(given) is not null
           select given,
    ];

    private static bool MayRegister(MemberAccessExpressionSyntax member) => RepeatedFunctions.MayRegister(member.Name.Identifier.ValueText);

    private static SimpleNameSyntax? Name(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax access => access.Name,
        _ => null,
    };
}
