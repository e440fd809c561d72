using System.Globalization;
using System.Text;

namespace ShapeGen;

/// <summary>Formats names, shapes and numbers for messages, independent of the culture.</summary>
internal static class Text
{
    /// <summary>Longer names are truncated: a name comes from a file that may be hostile.</summary>
    private const int MaxNameLength = 200;

    /// <summary>Shapes are truncated after this many dimensions.</summary>
    private const int MaxDimensions = 16;

    /// <summary>The name in single quotes, on one line: invisible characters, and those that change the text direction, are escaped.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder(Math.Min(name.Length, MaxNameLength) + 2).Append('\'');
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, MaxNameLength)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }

        return text.Append(name.Length > MaxNameLength ? "…'" : "'").ToString();
    }

    /// <summary>A shape such as <c>[192, 64]</c>; <c>[]</c> for a scalar.</summary>
    public static string Shape<T>(ReadOnlySpan<T> shape)
        where T : struct, IFormattable
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
        {
            if (i == MaxDimensions)
            {
                text.Append(", …");
                break;
            }

            text.Append(i == 0 ? "" : ", ").Append(shape[i].ToString(null, CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    /// <summary><paramref name="count"/> with its noun, such as <c>1 byte</c> and <c>2 bytes</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
