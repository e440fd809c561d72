using System.Globalization;
using System.Text;

namespace ShapeGen.Build.Embedding;

/// <summary>Writes what a header has of JSON.</summary>
internal static class JsonString
{
    /// <summary>A string in quotes. What is no ASCII is escaped, so that half a character of a hostile name survives too.</summary>
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
