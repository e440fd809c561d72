using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static ShapeGen.Generator.CallSites.RepeatedRuns;

namespace ShapeGen.Generator.CallSites;

/// <summary>Functions that load a model for the code around them, which runs again and again: private methods, which only their type calls, and local functions.</summary>
internal static class RepeatedHelpers
{
    /// <param name="load">What loads the model; the function always gets to it, but for what may end it before.</param>
    /// <param name="function">The function.</param>
    /// <param name="code">Its code.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What runs again and again and always calls the function, or null.</returns>
    public static Repetition? Find(IInvocationOperation load, IMethodSymbol function, SyntaxNode code, CancellationToken cancellation)
    {
        if (load.SemanticModel is not { } semantics
            || function is { MethodKind: not MethodKind.LocalFunction, DeclaredAccessibility: not Accessibility.Private }
            || KeptModels.Contain(load, code)
            || MayEndBefore(load, code)
            || !AlwaysTheSame.IsSo(load, code))
        {
            return null;
        }

        foreach (InvocationExpressionSyntax syntax in Calls(function.Name, code))
        {
            if (semantics.GetOperation(syntax, cancellation) is IInvocationOperation call
                && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function)
                && !ExpectedFailures.Contains(call)
                && FindAround(call, Member(semantics, syntax, cancellation), cancellation) is { } repeated)
            {
                return repeated with { When = $"{repeated.When}, which calls '{function.Name}'" };
            }
        }

        return null;
    }

    /// <summary>There may be a model already, or none that is wanted.</summary>
    private static bool MayEndBefore(IInvocationOperation load, SyntaxNode code) =>
        code.DescendantNodes().Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax or YieldStatementSyntax or GotoStatementSyntax && node.Span.End <= load.Syntax.SpanStart);

    /// <summary>Calls of the name in the type, or in the member or the statements around a local function, but not those in the function itself.</summary>
    private static IEnumerable<InvocationExpressionSyntax> Calls(string name, SyntaxNode code) =>
        code.Ancestors().First(node => node is TypeDeclarationSyntax or CompilationUnitSyntax || code is LocalFunctionStatementSyntax && node is MemberDeclarationSyntax and not GlobalStatementSyntax)
            .DescendantNodes(node => node != code)
            .OfType<InvocationExpressionSyntax>()
            .Where(call => call.Expression is SimpleNameSyntax { Identifier.ValueText: var called } && called == name
                || call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var member } && member == name);

    /// <summary>The member that a call stands in, whatever functions are around it there.</summary>
    private static ISymbol Member(SemanticModel semantics, SyntaxNode call, CancellationToken cancellation)
    {
        ISymbol symbol = semantics.GetEnclosingSymbol(call.SpanStart, cancellation)!;
        while (symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol;
    }
}
