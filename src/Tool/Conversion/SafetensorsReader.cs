using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>A safetensors file: read to rename, to choose and to change types. A name that its metadata gives to another tensor is a tensor here.</summary>
internal sealed class SafetensorsReader : CheckpointReader
{
    private readonly FileBytes _bytes;

    /// <summary>Opens a file.</summary>
    public SafetensorsReader(string path, CancellationToken cancellation)
        : base(path)
    {
        // What is in it is read and checked as the runtime does.
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            _bytes = new(path, cancellation);
            Dictionary<string, StoredTensor> tensors = file.Tensors.ToDictionary(
                static tensor => tensor.Name, StoredTensor (tensor) => new FileTensor(tensor.Name, tensor.Type, tensor.Shape, _bytes, tensor.Offset), StringComparer.Ordinal);
            Aliases = TensorAliases.Find(file.Metadata, tensors.ContainsKey);
            Tensors = [.. file.Tensors.Select(tensor => tensors[tensor.Name]), .. Aliases.Select(alias => new AliasTensor(alias.Key, tensors[alias.Value]))];
            Metadata = file.Metadata.Where(pair => !Aliases.ContainsKey(pair.Key)).ToDictionary(StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Safetensors;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The names of the metadata that are other names of tensors, and these tensors.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
