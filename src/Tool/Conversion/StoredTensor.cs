namespace ShapeGen.Tool.Conversion;

/// <summary>A tensor where it lies in a checkpoint of any format. Its elements are read when it is written, and not before.</summary>
internal abstract class StoredTensor
{
    /// <param name="name">As the checkpoint names it.</param>
    /// <param name="type">The element type, or null where safetensors has none for it; <paramref name="problem"/> says which it is.</param>
    /// <param name="shape">The size of each dimension, none negative.</param>
    /// <param name="problem">Why it cannot be converted, or null. It is an error only if the tensor is kept.</param>
    protected StoredTensor(string name, TensorType? type, IReadOnlyList<long> shape, string? problem = null)
    {
        Name = name;
        Type = type ?? default;
        Shape = shape;
        Problem = problem ?? (type is null ? "its element type is unknown" : null);
        ByteCount = Problem is null ? Shapes.ByteCount(Type, shape) : 0;
    }

    /// <summary>As the checkpoint names it.</summary>
    public string Name { get; }

    /// <summary>The element type; meaningless where there is a <see cref="Problem"/>.</summary>
    public TensorType Type { get; }

    /// <summary>The size of each dimension, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Bytes of the elements.</summary>
    public long ByteCount { get; }

    /// <summary>Why it cannot be converted; null if it can.</summary>
    public string? Problem { get; }

    /// <summary>Equal for tensors that are one in the checkpoint, as tied weights are; null where a format cannot tell.</summary>
    public virtual object? Identity => null;

    /// <summary>Writes the elements, row-major and little-endian: exactly <see cref="ByteCount"/> bytes.</summary>
    public abstract void CopyTo(Stream destination);
}
