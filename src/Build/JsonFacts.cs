using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace ShapeGen.Build;

/// <summary>A JSON file as lines: each value with its path (<c>text_config.hidden_act</c>, <c>layer_types.0</c>) and its kind.</summary>
internal static class JsonFacts
{
    /// <summary>Levels below the file's own object. What is deeper is counted, not listed: no configuration says more there.</summary>
    private const int MaxDepth = 4;

    /// <summary>Members of one object or array that are listed. Tables of labels have thousands.</summary>
    private const int MaxMembers = 600;

    /// <summary>Adds the lines of a file.</summary>
    public static void Add(StringBuilder text, string file, XElement json) => Add(text, file, json, "", 0);

    private static void Add(StringBuilder text, string file, XElement element, string key, int depth)
    {
        string kind = JsonText.TypeOf(element);
        if (kind is not ("object" or "array"))
        {
            FactLines.Add(text, "json", file, key, kind, element.Value);
            return;
        }

        List<XElement> members = [.. element.Elements()];
        FactLines.Add(text, "json", file, key, kind, members.Count.ToString(CultureInfo.InvariantCulture));
        if (depth > MaxDepth || members.Count > MaxMembers)
        {
            return;
        }

        for (int i = 0; i < members.Count; i++)
        {
            string name = kind == "array" ? i.ToString(CultureInfo.InvariantCulture) : JsonText.NameOf(members[i]);
            Add(text, file, members[i], key.Length == 0 ? name : $"{key}.{name}", depth + 1);
        }
    }
}
