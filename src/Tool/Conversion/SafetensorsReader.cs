using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>Reads a safetensors file, to rename tensors, select them or change their types. A tied tensor that only the metadata names is a tensor here.</summary>
internal sealed class SafetensorsReader : CheckpointReader
{
    private readonly FileBytes _bytes;

    /// <summary>Opens a file.</summary>
    public SafetensorsReader(string path, CancellationToken cancellation)
        : base(path)
    {
        // The runtime reads and checks the header.
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            _bytes = new(path, cancellation);
            Dictionary<string, StoredTensor> tensors = file.Tensors.ToDictionary(
                static tensor => tensor.Name, StoredTensor (tensor) => new FileTensor(tensor.Name, tensor.Type, tensor.Shape, _bytes, tensor.Offset), StringComparer.Ordinal);
            Aliases = file.Aliases.Where(alias => AliasTensor.CanBeName(alias.Key)).ToDictionary(StringComparer.Ordinal);
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

    /// <summary>Other names of tensors from the metadata, and the name of the tensor for each.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
