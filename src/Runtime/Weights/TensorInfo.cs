namespace ShapeGen;

/// <summary>The name, element type and shape of a tensor in a checkpoint.</summary>
public sealed class TensorInfo
{
    private readonly long[] _shape;
    private IReadOnlyList<long>? _shapeView;

    /// <param name="name">The name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The shape. The caller must not change it afterwards.</param>
    /// <param name="elementCount">The product of <paramref name="shape"/>.</param>
    /// <param name="offset">Bytes from the start of the file to the first element.</param>
    internal TensorInfo(string name, TensorType type, long[] shape, long elementCount, long offset)
    {
        Name = name;
        Type = type;
        _shape = shape;
        ElementCount = elementCount;
        Offset = offset;
    }

    /// <summary>The name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The size of each dimension, outermost first; empty for a scalar. A size may be 0.</summary>
    public IReadOnlyList<long> Shape => _shapeView ??= Array.AsReadOnly(_shape);

    /// <summary>The product of <see cref="Shape"/>; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes from the start of the file to the first element. It may be unaligned.</summary>
    internal long Offset { get; }

    /// <summary>Number of bytes of the elements.</summary>
    internal long ByteCount => Type.ByteCount(ElementCount);

    internal ReadOnlySpan<long> Dimensions => _shape;

    /// <summary>The name, type and shape, such as <c>'proj.weight' F32 [192, 64]</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Text.Quote(Name)} {Type.HeaderName()} {Text.Shape(Dimensions)}";

    internal TensorInfo Renamed(string name) => new(name, Type, _shape, ElementCount, Offset);

    /// <summary>The same tensor in a joined checkpoint.</summary>
    /// <param name="prefix">The prefix of its name there.</param>
    /// <param name="start">The offset of its file's bytes there.</param>
    internal TensorInfo Joined(string prefix, long start) => new(prefix + Name, Type, _shape, ElementCount, start + Offset);
}
