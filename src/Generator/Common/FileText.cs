using System.Globalization;
using System.Text;

namespace ShapeGen.Generator.Common;

/// <summary>
/// The one place that escapes text which comes from a file: names of tensors, values of a configuration, messages with them in it. Such text may hold what a
/// terminal obeys, what ends a line for a compiler, and what shows it in another order than it is in. The escape is <c>\u001b</c>, as JSON and C# have it, so
/// the result is right within a string of both.
/// </summary>
internal static class FileText
{
    /// <summary>The text on one line, with all that is not seen escaped: for a cell, a comment of C#, a message.</summary>
    public static string Visible(string text) => Escaped(text, keepsLines: false);

    /// <summary>The same with its line feeds and tabs: for text of several lines. A carriage return stays before a line feed only.</summary>
    public static string VisibleLines(string text) => Escaped(text, keepsLines: true);

    /// <summary>A literal of C#, in quotes, as Roslyn writes it.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("\"", text.Length + 16);
        for (int i = 0; i < text.Length;)
        {
            int length = LengthAt(text, i);
            _ = Escape(text[i]) is { } escape ? literal.Append(escape) :
                CharUnicodeInfo.GetUnicodeCategory(text, i) != UnicodeCategory.OtherNotAssigned ? literal.Append(text, i, length) :
                length == 1 ? literal.Append("\\u").Append(((int)text[i]).ToString("x4", CultureInfo.InvariantCulture)) :
                literal.Append("\\U").Append(char.ConvertToUtf32(text, i).ToString("x8", CultureInfo.InvariantCulture));
            i += length;
        }

        return Visible(literal.Append('"').ToString());
    }

    /// <summary>One argument of a command for a POSIX shell: in quotes where it needs them.</summary>
    public static string Shell(string text)
    {
        if (text.Length > 0 && text[0] != '-' && text.All(letter => letter is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.' or '/' or ':' or ',' or '+' or '@' or '%'))
        {
            return text;
        }

        // bash, zsh and ksh know the second form; nothing else writes what cannot be seen.
        return FirstHidden(text, keepsLines: false) < 0
            ? $"'{text.Replace("'", "'\\''")}'"
            : $"$'{Visible(text.Replace("\\", "\\\\").Replace("'", "\\'"))}'";
    }

    private static string? Escape(char letter) => letter switch
    {
        '\\' => @"\\",
        '"' => "\\\"",
        '\0' => @"\0",
        '\a' => @"\a",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\v' => @"\v",
        _ => null,
    };

    private static string Escaped(string text, bool keepsLines)
    {
        int first = FirstHidden(text, keepsLines);
        if (first < 0)
        {
            return text;
        }

        StringBuilder escaped = new(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length;)
        {
            int length = LengthAt(text, i);
            for (int end = i + length; i < end; i++)
            {
                _ = IsHidden(text, end - length, keepsLines)
                    ? escaped.Append("\\u").Append(((int)text[i]).ToString("x4", CultureInfo.InvariantCulture))
                    : escaped.Append(text[i]);
            }
        }

        return escaped.ToString();
    }

    private static int FirstHidden(string text, bool keepsLines)
    {
        for (int i = 0; i < text.Length; i += LengthAt(text, i))
        {
            if (IsHidden(text, i, keepsLines))
            {
                return i;
            }
        }

        return -1;
    }

    private static int LengthAt(string text, int index) => char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;

    /// <summary>Controls, line and paragraph separators, formatting characters (which turn the direction, or have no width), half a surrogate pair, and what is no character.</summary>
    private static bool IsHidden(string text, int index, bool keepsLines)
    {
        char letter = text[index];
        if (letter is >= ' ' and < '\x7f')
        {
            return false;
        }

        if (keepsLines && (letter is '\n' or '\t' || (letter == '\r' && index + 1 < text.Length && text[index + 1] == '\n')))
        {
            return false;
        }

        return CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Format or UnicodeCategory.Surrogate || letter is '\uFFFE' or '\uFFFF';
    }
}
