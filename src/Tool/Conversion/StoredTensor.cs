namespace ShapeGen.Tool.Conversion;

/// <summary>A tensor in a checkpoint of any format. Its elements are read only when it is written.</summary>
internal abstract class StoredTensor
{
    /// <param name="name">The name in the checkpoint.</param>
    /// <param name="type">The element type, or null if safetensors has none for it; then <paramref name="problem"/> names it.</param>
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

    /// <summary>The name in the checkpoint.</summary>
    public string Name { get; }

    /// <summary>The element type; meaningless if there is a <see cref="Problem"/>.</summary>
    public TensorType Type { get; }

    /// <summary>The size of each dimension, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of bytes of the elements.</summary>
    public long ByteCount { get; }

    /// <summary>Why it cannot be converted; null if it can.</summary>
    public string? Problem { get; }

    /// <summary>Equal for tensors that are stored once, such as tied weights; null if the format does not show it.</summary>
    public virtual object? Identity => null;

    /// <summary>Writes the elements, row-major and little-endian: exactly <see cref="ByteCount"/> bytes.</summary>
    public abstract void CopyTo(Stream destination);
}
