using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ShapeGen.CodeFixes;

/// <summary>Edits statements as text, so that the rest of the file does not change.</summary>
internal static class TextEdits
{
    /// <summary>Whether statements can be inserted before and after this one, and it can be removed.</summary>
    public static bool IsInStatementList(StatementSyntax statement) => statement.Parent is BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax;

    /// <summary>Removes a statement, and its line if it has nothing else. Comments stay.</summary>
    public static TextChange Remove(SourceText text, StatementSyntax statement) => new(StatementOrLine(text, statement.Span), "");

    /// <summary>Inserts a statement or a member before another one and its comments.</summary>
    public static TextChange InsertBefore(SourceText text, SyntaxNode before, string statement)
    {
        SyntaxTrivia comment = before.GetLeadingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));
        int at = comment.IsKind(SyntaxKind.None) ? before.SpanStart : comment.FullSpan.Start;
        TextLine line = text.Lines.GetLineFromPosition(at);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, at));
        return string.IsNullOrWhiteSpace(indentation)
            ? new(new(at, 0), statement + NewLine(text) + indentation)
            : new(new(at, 0), statement + " ");
    }

    /// <summary>The span of a statement, or of the whole line if nothing else is on it.</summary>
    private static TextSpan StatementOrLine(SourceText text, TextSpan span)
    {
        TextLine first = text.Lines.GetLineFromPosition(span.Start), last = text.Lines.GetLineFromPosition(span.End);
        bool isAlone = string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(first.Start, span.Start))) && string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(span.End, last.End)));
        if (isAlone)
        {
            return TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak);
        }

        // If other statements are on the line, also remove the space after it.
        int end = span.End;
        while (end < last.End && text[end] == ' ')
        {
            end++;
        }

        return TextSpan.FromBounds(span.Start, end);
    }

    private static string NewLine(SourceText text)
    {
        TextLine first = text.Lines[0];
        return first.EndIncludingLineBreak > first.End ? text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak)) : "\n";
    }
}
