using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>A JSON file as lines: each value with its path (<c>text_config.hidden_act</c>, <c>layer_types.0</c>) and its kind.</summary>
internal static class JsonFacts
{
    /// <summary>Maximum depth below the file's top-level object. Deeper members are counted but not listed; configurations have nothing there.</summary>
    private const int MaxDepth = 4;

    /// <summary>Maximum number of listed members of a nested object or array. Tables of labels have thousands.</summary>
    private const int MaxMembers = 600;

    /// <summary>Maximum characters of a key. Each line repeats the keys above it.</summary>
    private const int MaxKey = 400;

    /// <summary>Maximum characters of all lines of a file.</summary>
    private const int MaxText = 8 << 20;

    /// <summary>Adds the lines of a file.</summary>
    /// <exception cref="FormatException">It is larger than any configuration.</exception>
    public static void Add(StringBuilder text, string file, XElement json) => Add(text, text.Length, file, json, "", 0);

    private static void Add(StringBuilder text, int start, string file, XElement element, string key, int depth)
    {
        if (text.Length - start > MaxText)
        {
            throw new FormatException(FormattableString.Invariant($"its values and their keys take more than {MaxText} characters, too many for a configuration"));
        }

        string kind = JsonText.TypeOf(element);
        if (kind is not ("object" or "array"))
        {
            FactLines.Add(text, "json", file, key, kind, element.Value);
            return;
        }

        List<XElement> members = [.. element.Elements()];
        FactLines.Add(text, "json", file, key, kind, members.Count.ToString(CultureInfo.InvariantCulture));
        if (depth > MaxDepth || (depth > 0 && members.Count > MaxMembers))
        {
            return;
        }

        for (int i = 0; i < members.Count; i++)
        {
            string name = kind == "array" ? i.ToString(CultureInfo.InvariantCulture) : JsonText.NameOf(members[i]);
            if (name.Length > MaxKey)
            {
                throw new FormatException(FormattableString.Invariant($"it has a key of {name.Length} characters, more than {MaxKey}"));
            }

            // Dots separate the keys of a path. A dot inside a key becomes a similar-looking character.
            name = name.Length == 0 ? "\u2423" : name.Replace('.', '\u2024');
            Add(text, start, file, members[i], key.Length == 0 ? name : $"{key}.{name}", depth + 1);
        }
    }
}
