using System.Globalization;
using System.Text;

namespace ShapeGen.Build;

/// <summary>
/// Lines of tab-separated fields, as the generator reads them. Fields come from files, so characters that end a line for the compiler, such as U+0085, and those
/// without a UTF-8 form, such as half a surrogate pair, are escaped.
/// </summary>
internal static class FactLines
{
    /// <summary>Adds a line.</summary>
    public static void Add(StringBuilder text, params string[] fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                text.Append('\t');
            }

            Escape(text, fields[i]);
        }

        text.Append('\n');
    }

    private static void Escape(StringBuilder text, string field)
    {
        for (int i = 0; i < field.Length; i++)
        {
            char letter = field[i];
            switch (letter)
            {
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                default:
                    if (char.IsHighSurrogate(letter) && i + 1 < field.Length && char.IsLowSurrogate(field[i + 1]))
                    {
                        text.Append(letter).Append(field[++i]);
                    }
                    else if (char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\u2028' or '\u2029' or '\uFEFF')
                    {
                        text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        text.Append(letter);
                    }

                    break;
            }
        }
    }
}
