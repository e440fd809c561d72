using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>What the build has read of a checkpoint: its header, and what stands beside it.</summary>
/// <param name="Path">The path as the project's item has it.</param>
/// <param name="Tensors">The tensors.</param>
/// <param name="Config">The numbers, words and switches of <c>config.json</c>.</param>
/// <param name="Pooling">Those of a sentence embedder's pooling.</param>
/// <param name="Error">Why it could not be read, or null.</param>
internal sealed record CheckpointFacts(
    string Path, EquatableArray<HeaderTensor> Tensors, EquatableArray<ConfigEntry> Config, EquatableArray<ConfigEntry> Pooling, string? Error)
{
    /// <summary>What the build says of an additional file that is the header of a checkpoint: the checkpoint's path, escaped as in an address.</summary>
    private const string PathMetadata = "build_metadata.AdditionalFiles.ShapeGenCheckpoint";

    /// <summary>What the checkpoint is called among the resources of the project's assembly; null where it is not embedded.</summary>
    public string? Resource { get; init; }

    /// <summary>The path of the checkpoint that an additional file is the header of; null of any other file.</summary>
    public static string? PathOf(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(PathMetadata, out string? path) && path.Length > 0 ? Uri.UnescapeDataString(path) : null;

    /// <summary>Reads an additional file; null where it is no header of a checkpoint.</summary>
    public static CheckpointFacts? Read(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        PathOf(file, options) is { } path && file.GetText() is { } text ? Parse(path, text) : null;

    /// <summary>Reads the lines that the build wrote.</summary>
    public static CheckpointFacts Parse(string path, SourceText text)
    {
        List<HeaderTensor> tensors = [];
        List<ConfigEntry> config = [];
        List<ConfigEntry> pooling = [];
        string? error = null;
        string? resource = null;
        foreach (TextLine line in text.Lines)
        {
            string[] fields = line.ToString().Split('\t').Select(Unescaped).ToArray();
            switch (fields[0])
            {
                case "tensor" when fields.Length == 4:
                    tensors.Add(new(fields[1], fields[2], new(fields[3].Split([','], StringSplitOptions.RemoveEmptyEntries).Select(size => long.TryParse(size, out long number) ? number : -1))));
                    break;
                case "config" when fields.Length == 3:
                    config.Add(new(fields[1], fields[2]));
                    break;
                case "pooling" when fields.Length == 3:
                    pooling.Add(new(fields[1], fields[2]));
                    break;
                case "resource" when fields.Length == 2:
                    resource = fields[1];
                    break;
                case "error" when fields.Length == 2:
                    error = fields[1];
                    break;
                case "" or "unreadable":
                    break;
                default:
                    error = $"the build wrote a line that this generator does not know: '{line}'";
                    break;
            }
        }

        return new(path, new(tensors), new(config), new(pooling), error) { Resource = resource };
    }

    /// <summary>A number or word of <c>config.json</c> under one of these keys, and the key; null where there is none.</summary>
    public ConfigEntry? Find(params string[] keys) => keys.SelectMany(key => Config.Where(entry => entry.Key == key)).FirstOrDefault();

    /// <summary>A field as the build had it before it escaped what would break the line.</summary>
    private static string Unescaped(string field)
    {
        const int Digits = 4;
        if (!field.Contains('\\'))
        {
            return field;
        }

        System.Text.StringBuilder text = new();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] != '\\' || i + 1 == field.Length)
            {
                text.Append(field[i]);
                continue;
            }

            i++;
            if (field[i] == 'u' && i + Digits < field.Length
                && ushort.TryParse(field.Substring(i + 1, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
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
}

/// <summary>A tensor of a checkpoint's header.</summary>
internal sealed record HeaderTensor(string Name, string Type, EquatableArray<long> Shape)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>An entry of a JSON file.</summary>
internal sealed record ConfigEntry(string Key, string Value);
