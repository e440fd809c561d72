namespace ShapeGen;

/// <summary>What a checkpoint says of one tensor: its name, element type and shape.</summary>
public sealed class TensorInfo
{
    private readonly long[] _shape;
    private IReadOnlyList<long>? _shapeView;

    /// <param name="name">The name.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The shape; ownership passes.</param>
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

    /// <summary>Bytes from the start of the file to the first element. No alignment is promised.</summary>
    internal long Offset { get; }

    /// <summary>Bytes of the elements.</summary>
    internal long ByteCount => Type.ByteCount(ElementCount);

    internal ReadOnlySpan<long> Dimensions => _shape;

    /// <summary>The name, type and shape, as <c>'proj.weight' F32 [192, 64]</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Text.Quote(Name)} {Type.HeaderName()} {Text.Shape(Dimensions)}";

    internal TensorInfo Renamed(string name) => new(name, Type, _shape, ElementCount, Offset);

    /// <summary>The same tensor in a joined checkpoint.</summary>
    /// <param name="prefix">What its name begins with there.</param>
    /// <param name="start">Where the bytes of its file begin there.</param>
    internal TensorInfo Joined(string prefix, long start) => new(prefix + Name, Type, _shape, ElementCount, start + Offset);
}
