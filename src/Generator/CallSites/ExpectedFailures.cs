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
        foreach (SyntaxNode outer in call.Syntax.Ancestors())
        {
            if (outer is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax invocation } arguments } })
            {
                // The name of the method, or a constraint beside the function: Assert.That(() => …, Throws.ArgumentException).
                IEnumerable<string> texts = arguments.Arguments.Where(argument => argument.Expression != outer).Select(argument => argument.ToString()).Prepend(invocation.Expression.ToString());
                if (texts.Any(text => Words.Any(text.Contains)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
