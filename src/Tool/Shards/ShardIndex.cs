using System.Globalization;
using System.Text.Json;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Shards;

/// <summary>The index of a checkpoint of several files, as Hugging Face's libraries write it: <c>{"metadata": {…}, "weight_map": {"name": "file", …}}</c>.</summary>
/// <param name="Places">The file of each tensor.</param>
/// <param name="Metadata">The strings that the writer added; other names of tied tensors are among them.</param>
internal sealed record ShardIndex(Dictionary<string, string> Places, Dictionary<string, string> Metadata)
{
    private const int MaxBytes = 64 << 20;

    /// <summary>The file of each tensor.</summary>
    /// <exception cref="ToolException">It is no index, names what is no file beside it, or a tensor twice.</exception>
    public static Dictionary<string, string> Read(string path) => ReadAll(path).Places;

    /// <summary>All that is in it.</summary>
    /// <exception cref="ToolException">As of <see cref="Read"/>.</exception>
    public static ShardIndex ReadAll(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaxBytes)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"the index has {length} bytes; more than {MaxBytes} are not read."));
        }

        try
        {
            using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(path));
            if (index.RootElement.ValueKind != JsonValueKind.Object || !index.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            {
                throw Bad("this is no index of a checkpoint: it has no object weight_map.");
            }

            Dictionary<string, string> places = new(StringComparer.Ordinal);
            foreach (JsonProperty tensor in map.EnumerateObject())
            {
                string? file = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString() : null;
                if (!IsPlainName(file))
                {
                    throw Bad($"{Text.Quote(tensor.Name)} is said to be in {Text.Quote(tensor.Value.ToString())}, which is no file beside it.");
                }

                if (!places.TryAdd(tensor.Name, file!))
                {
                    throw Bad($"{Text.Quote(tensor.Name)} is in the index twice.");
                }
            }

            return places.Count > 0 ? new(places, Strings(index.RootElement)) : throw Bad("the index names no tensors.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no Unicode.
            throw Bad($"the index is not JSON: {exception.Message}", exception);
        }

        ToolException Bad(string problem, Exception? inner = null) => ToolException.BadFile(path, problem, inner);
    }

    private static Dictionary<string, string> Strings(JsonElement index)
    {
        Dictionary<string, string> strings = new(StringComparer.Ordinal);
        if (index.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty entry in metadata.EnumerateObject().Where(static entry => entry.Value.ValueKind == JsonValueKind.String))
            {
                strings[entry.Name] = entry.Value.GetString()!;
            }
        }

        return strings;
    }

    private static bool IsPlainName(string? file) =>
        !string.IsNullOrEmpty(file) && file is not ("." or "..") && file.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
