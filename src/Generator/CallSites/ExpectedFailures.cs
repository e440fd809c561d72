using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.CallSites;

/// <summary>Tests make wrong calls on purpose: <c>Assert.Throws&lt;ArgumentException&gt;(() => …)</c>. They are not reported.</summary>
internal static class ExpectedFailures
{
    private static readonly string[] Words = ["Throw", "Exception"];

    /// <summary>True if a call is in a function that is passed to a method that expects an exception.</summary>
    public static bool Contains(IOperation call)
    {
        for (SyntaxNode? outer = call.Syntax.Parent; outer is not null and not MemberDeclarationSyntax; outer = outer.Parent)
        {
            if (outer is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax invocation } arguments } function }
                && (NamesException(invocation.Expression) || arguments.Arguments.Any(argument => argument != function && NamesException(argument))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a method or another argument such as in <c>Assert.That(() => …, Throws.ArgumentException)</c>.</summary>
    private static bool NamesException(SyntaxNode code)
    {
        string text = code.ToString();
        return Words.Any(text.Contains);
    }
}
