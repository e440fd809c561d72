using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ShapeGen.Build;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Shards;

/// <summary>The index of a checkpoint of several files, as written by Hugging Face's libraries: <c>{"metadata": {…}, "weight_map": {"name": "file", …}}</c>.</summary>
/// <param name="FileOfTensor">The file of each tensor.</param>
/// <param name="Metadata">The strings that the writer added, including other names of tied tensors.</param>
internal sealed record ShardIndex(Dictionary<string, string> FileOfTensor, Dictionary<string, string> Metadata)
{
    private const int MaxBytes = 64 << 20;

    /// <summary>The file of each tensor.</summary>
    /// <exception cref="ToolException">It is not an index, names something that is not a file in its folder, or names a tensor twice.</exception>
    public static Dictionary<string, string> Read(string path) => ReadAll(path).FileOfTensor;

    /// <summary>Reads the whole index.</summary>
    /// <exception cref="ToolException">As for <see cref="Read"/>.</exception>
    public static ShardIndex ReadAll(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxBytes)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"the index has {length} bytes; at most {MaxBytes} are read."));
        }

        XElement index;
        try
        {
            index = JsonText.Parse(File.ReadAllBytes(path));
        }
        catch (FormatException exception)
        {
            throw Bad($"the index cannot be read: {exception.Message}.", exception);
        }

        XElement? map = JsonText.TypeOf(index) == "object" ? index.Element("weight_map") : null;
        if (map is null || JsonText.TypeOf(map) != "object")
        {
            throw Bad("this is not the index of a checkpoint: it has no weight_map object.");
        }

        Dictionary<string, string> places = new(StringComparer.Ordinal);
        foreach (XElement tensor in map.Elements())
        {
            string name = JsonText.NameOf(tensor);
            if (name.Any(char.IsSurrogate) && !IsUnicode(name))
            {
                throw Bad($"it names {Text.Quote(name)}, which is not valid Unicode: it has half a surrogate pair.");
            }

            if (JsonText.TypeOf(tensor) != "string" || !IsPlainName(tensor.Value))
            {
                throw Bad($"it says that {Text.Quote(name)} is in {Text.Quote(tensor.Value)}, which is not a file in its folder.");
            }

            places.Add(name, tensor.Value);
        }

        return places.Count > 0 ? new(places, Strings(index)) : throw Bad("the index names no tensors.");

        ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(path, problem, inner);
    }

    private static Dictionary<string, string> Strings(XElement index)
    {
        IEnumerable<XElement> entries = index.Element("metadata")?.Elements() ?? [];
        return entries.Where(entry => JsonText.TypeOf(entry) == "string").ToDictionary(JsonText.NameOf, entry => entry.Value, StringComparer.Ordinal);
    }

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static bool IsPlainName(string file) =>
        file.Length > 0 && file is not ("." or "..") && file.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
