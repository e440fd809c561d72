namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>A tensor whose bytes lie in a file as safetensors has them: row-major and little-endian, in one piece.</summary>
internal sealed class FileTensor(string name, TensorType type, IReadOnlyList<long> shape, FileBytes file, long offset) : StoredTensor(name, type, shape)
{
    /// <inheritdoc/>
    public override object? Identity => ByteCount > 0 ? (file, offset, Type, string.Join(',', Shape)) : null;

    /// <inheritdoc/>
    public override void CopyTo(Stream destination) => file.CopyTo(offset, ByteCount, destination);
}
