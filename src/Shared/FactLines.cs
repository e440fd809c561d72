using System.Globalization;
using System.Text;

#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Headers;
#else
namespace ShapeGen.Build;
#endif

/// <summary>
/// Lines of tab-separated fields, which the build writes and the generator reads. Fields come from files, so characters that end a line for the compiler, such as
/// U+0085, and those without a UTF-8 form, such as half a surrogate pair, are escaped.
/// </summary>
internal static class FactLines
{
    /// <summary>Digits of an escaped character.</summary>
    private const int Digits = 4;

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

    /// <summary>The fields of a line, without their escapes.</summary>
    /// <param name="line">The line, without its end.</param>
    public static string[] Fields(string line)
    {
        string[] fields = line.Split('\t');
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = Unescape(fields[i]);
        }

        return fields;
    }

    private static string Unescape(string field)
    {
        if (field.IndexOf('\\') < 0)
        {
            return field;
        }

        StringBuilder text = new();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] != '\\' || i + 1 == field.Length)
            {
                text.Append(field[i]);
                continue;
            }

            i++;
            string digits = field[i] == 'u' && i + Digits < field.Length ? field.Substring(i + 1, Digits) : "";
            if (ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                i += Digits;
                continue;
            }

            text.Append(field[i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                char other => other,
            });
        }

        return text.ToString();
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
