using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Headers;

/// <summary>What the build has read of a checkpoint: its header and the files beside it, unchanged.</summary>
/// <param name="Path">The path as in the project's item.</param>
/// <param name="Tensors">The tensors.</param>
/// <param name="Error">The reason why it could not be read, or null.</param>
internal sealed record CheckpointFacts(string Path, EquatableArray<HeaderTensor> Tensors, string? Error)
{
    /// <summary>All values of the JSON files beside it, in file order.</summary>
    public EquatableArray<ConfigEntry> Entries { get; init; } = new([]);

    /// <summary>Files beside it that exist but cannot be read.</summary>
    public EquatableArray<UnreadableFile> Unreadable { get; init; } = new([]);

    /// <summary>Names of tied tensors in the file's metadata, each with the name under which the tensor is stored.</summary>
    public EquatableArray<TensorAlias> Aliases { get; init; } = new([]);

    /// <summary>The tensors of further files, such as those of a sentence embedder's modules.</summary>
    public EquatableArray<PartTensor> Parts { get; init; } = new([]);

    /// <summary>Weight files of modules in a format that is not read.</summary>
    public EquatableArray<string> OtherWeights { get; init; } = new([]);

    /// <summary>Folders of modules, from <c>modules.json</c> or as found.</summary>
    public EquatableArray<string> ModuleFolders { get; init; } = new([]);

    /// <summary>The folder of the checkpoint, if <c>modules.json</c> is in the folder above it; otherwise empty.</summary>
    public string Within { get; init; } = "";

    /// <summary>Name of the checkpoint's resource in the project's assembly; null if it is not embedded.</summary>
    public string? Resource { get; init; }

    /// <summary>Reads the lines that the build wrote.</summary>
    /// <param name="path">The path as in the project's item.</param>
    /// <param name="lines">The lines, without their ends.</param>
    public static CheckpointFacts Parse(string path, IEnumerable<string> lines)
    {
        List<HeaderTensor> tensors = [];
        List<ConfigEntry> entries = [];
        List<UnreadableFile> unreadable = [];
        List<TensorAlias> aliases = [];
        List<PartTensor> parts = [];
        List<string> weights = [];
        List<string> modules = [];
        string within = "";
        string? error = null;
        string? resource = null;
        foreach (string line in lines)
        {
            string[] fields = FactLines.Fields(line);
            switch (fields[0])
            {
                case "tensor" when fields.Length == 4:
                    tensors.Add(Tensor(fields[1], fields[2], fields[3]));
                    break;
                case "alias" when fields.Length == 3:
                    aliases.Add(new(fields[1], fields[2]));
                    break;
                case "part" when fields.Length == 5:
                    parts.Add(new(fields[1], Tensor(fields[2], fields[3], fields[4])));
                    break;
                case "weights" when fields.Length == 2:
                    weights.Add(fields[1]);
                    break;
                case "module" when fields.Length == 2:
                    modules.Add(fields[1]);
                    break;
                case "within" when fields.Length == 2:
                    within = fields[1];
                    break;
                case "json" when fields.Length == 5:
                    entries.Add(new(fields[1], fields[2], fields[3], fields[4]));
                    break;
                case "unreadable" when fields.Length == 3:
                    unreadable.Add(new(fields[1], fields[2]));
                    break;
                case "resource" when fields.Length == 2:
                    resource = fields[1];
                    break;
                case "error" when fields.Length == 2:
                    error = fields[1];
                    break;
                case "" when fields.Length == 1:
                    break;
                default:
                    error = $"the build wrote a line that this generator cannot read: '{line}'";
                    break;
            }
        }

        return new(path, new(tensors), error)
        {
            Resource = resource,
            Entries = new(entries),
            Unreadable = new(unreadable),
            Aliases = new(AliasesOf(aliases, tensors)),
            Parts = new(parts),
            OtherWeights = new(weights),
            ModuleFolders = new(modules),
            Within = within,
        };
    }

    /// <summary>The entries of a header's metadata that lead to a tensor of the file, each with the name of that tensor.</summary>
    public static IEnumerable<TensorAlias> AliasesOf(IEnumerable<TensorAlias> metadata, IEnumerable<HeaderTensor> tensors)
    {
        Dictionary<string, HeaderTensor> byName = new(StringComparer.Ordinal);
        foreach (HeaderTensor tensor in tensors)
        {
            byName[tensor.Name] = tensor;
        }

        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach (TensorAlias entry in metadata)
        {
            entries[entry.Name] = entry.Kept;
        }

        return TensorAliases.Find(entries, byName)?.Select(alias => new TensorAlias(alias.Key, alias.Value.Name)) ?? [];
    }

    private static HeaderTensor Tensor(string name, string type, string shape) =>
        new(name, type, new(shape.Split([','], StringSplitOptions.RemoveEmptyEntries).Select(size => long.TryParse(size, out long number) ? number : -1)));
}

/// <summary>A tensor of a checkpoint's header.</summary>
internal sealed record HeaderTensor(string Name, string Type, EquatableArray<long> Shape)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>A value of a JSON file.</summary>
/// <param name="File">The file, relative to the checkpoint's folder.</param>
/// <param name="Key">The path of the value, with dots; empty for the root.</param>
/// <param name="Kind">Its kind: <c>string</c>, <c>number</c>, <c>boolean</c>, <c>null</c>, <c>object</c> or <c>array</c>.</param>
/// <param name="Value">The value; for an object or array, the number of its members.</param>
internal sealed record ConfigEntry(string File, string Key, string Kind, string Value)
{
    /// <summary>The value as written in the file, for messages.</summary>
    public string Written => Kind switch
    {
        "string" => $"\"{Value}\"",
        "null" => "null",
        "object" or "array" => $"an {Kind} of {Value}",
        _ => Value,
    };
}

/// <summary>A file that exists but cannot be read.</summary>
internal sealed record UnreadableFile(string File, string Reason);

/// <summary>Another name of a tensor.</summary>
/// <param name="Name">The name that is not in the file.</param>
/// <param name="Kept">The name that is.</param>
internal sealed record TensorAlias(string Name, string Kept);

/// <summary>A tensor of a further file.</summary>
/// <param name="File">The file, relative to the checkpoint's folder.</param>
/// <param name="Tensor">The tensor, named <c>folder.name</c>.</param>
internal sealed record PartTensor(string File, HeaderTensor Tensor);
