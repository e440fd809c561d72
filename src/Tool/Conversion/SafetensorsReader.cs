using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>A safetensors file: read to rename, to choose and to change types.</summary>
internal sealed class SafetensorsReader : CheckpointReader
{
    private readonly FileBytes _bytes;

    /// <summary>Opens a file.</summary>
    public SafetensorsReader(string path)
        : base(path)
    {
        // What is in it is read and checked as the runtime does.
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            _bytes = new(path);
            Tensors = [.. file.Tensors.Select(tensor => new FileTensor(tensor.Name, tensor.Type, tensor.Shape, _bytes, tensor.Offset))];
            Metadata = file.Metadata;
            Aliases = file.Aliases;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.Safetensors;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Aliases { get; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _bytes.Dispose();
}
