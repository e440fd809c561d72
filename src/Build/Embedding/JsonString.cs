using System.Globalization;
using System.Text;

namespace ShapeGen.Build.Embedding;

/// <summary>Writes JSON strings of a header.</summary>
internal static class JsonString
{
    /// <summary>A string in quotes. Everything but ASCII is escaped, so that even half a surrogate pair in a hostile name is preserved.</summary>
    public static string Quote(string text)
    {
        StringBuilder json = new("\"");
        foreach (char letter in text)
        {
            if (letter is '"' or '\\')
            {
                json.Append('\\').Append(letter);
            }
            else if (letter is >= ' ' and < '\x7f')
            {
                json.Append(letter);
            }
            else
            {
                json.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return json.Append('"').ToString();
    }
}
