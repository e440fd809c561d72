using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ShapeGen.Tool.Compilation;

/// <summary>
/// Other code in a declaration's file, which may need the rest of its project. What does not compile without the project is left out: it is
/// overwritten with spaces, so that everything else keeps its line.
/// </summary>
internal static class SurroundingCode
{
    /// <summary>Top-level statements, which a library cannot have.</summary>
    public static IEnumerable<TextSpan> TopLevelStatements(SyntaxTree tree) =>
        tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Select(statement => statement.Span);

    /// <summary>The code to leave out to remove an error, or null if the declaration itself is wrong.</summary>
    /// <param name="error">The location of the error.</param>
    /// <param name="tree">The source.</param>
    /// <param name="isDeclaration">Whether a type declares a model or contains a type that does.</param>
    public static TextSpan? RemovableSpan(TextSpan error, SyntaxTree tree, Func<BaseTypeDeclarationSyntax, bool> isDeclaration)
    {
        SyntaxNode root = tree.GetRoot();
        for (SyntaxNode? node = root.FindNode(error, getInnermostNodeForTie: true); node is not null; node = node.Parent)
        {
            switch (node)
            {
                case AttributeListSyntax { Parent: BaseTypeDeclarationSyntax type } when isDeclaration(type):
                    return null;
                case BaseListSyntax { Parent: BaseTypeDeclarationSyntax type } when isDeclaration(type):
                    return node.Span;
                case BaseTypeDeclarationSyntax type:
                    return isDeclaration(type) ? null : type.Span;
                case EnumMemberDeclarationSyntax:
                    continue;
                case UsingDirectiveSyntax or ExternAliasDirectiveSyntax or AttributeListSyntax { Parent: CompilationUnitSyntax }:
                    return node.Span;
                case BaseNamespaceDeclarationSyntax or CompilationUnitSyntax:
                    return null;
                case MemberDeclarationSyntax:
                    return node.Span;
            }
        }

        return null;
    }

    /// <summary>The text with these spans blanked.</summary>
    public static string Blank(string text, IEnumerable<TextSpan> spans)
    {
        char[] letters = text.ToCharArray();
        foreach (TextSpan span in spans)
        {
            for (int i = span.Start; i < span.End; i++)
            {
                letters[i] = letters[i] is '\n' or '\r' ? letters[i] : ' ';
            }
        }

        return new(letters);
    }
}
