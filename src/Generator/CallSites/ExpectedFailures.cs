using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ShapeGen.Generator.CallSites;

/// <summary>Tests call models wrongly to see what happens: <c>Assert.Throws&lt;ArgumentException&gt;(() => …)</c>. Such calls are meant.</summary>
internal static class ExpectedFailures
{
    private static readonly string[] Words = ["Throw", "Exception"];

    /// <summary>Whether a call stands in a function that is given to something that expects an exception.</summary>
    public static bool Contains(IOperation call)
    {
        // A function that is given to something stands inside of a member.
        for (SyntaxNode? outer = call.Syntax.Parent; outer is not null and not MemberDeclarationSyntax; outer = outer.Parent)
        {
            if (outer is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax invocation } arguments } function }
                && (SaysSo(invocation.Expression) || IsBesideOneThatSaysSo(function, arguments)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A constraint beside the function: <c>Assert.That(() => …, Throws.ArgumentException)</c>.</summary>
    private static bool IsBesideOneThatSaysSo(ArgumentSyntax function, ArgumentListSyntax arguments)
    {
        foreach (ArgumentSyntax argument in arguments.Arguments)
        {
            if (argument != function && SaysSo(argument))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SaysSo(SyntaxNode code)
    {
        string text = code.ToString();
        foreach (string word in Words)
        {
            if (text.Contains(word))
            {
                return true;
            }
        }

        return false;
    }
}
