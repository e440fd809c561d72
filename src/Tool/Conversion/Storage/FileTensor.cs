namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A tensor whose bytes are in a file in the layout of safetensors: row-major, little-endian and contiguous.</summary>
internal sealed class FileTensor(string name, TensorType type, IReadOnlyList<long> shape, FileBytes file, long offset) : StoredTensor(name, type, shape)
{
    /// <inheritdoc/>
    public override object? Identity => ByteCount > 0 ? (file, offset, Type, string.Join(',', Shape)) : null;

    /// <inheritdoc/>
    public override void CopyTo(Stream destination) => file.CopyTo(offset, ByteCount, destination);
}
