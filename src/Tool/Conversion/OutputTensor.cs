using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>A tensor of the output file: its source, and its name and type in the output.</summary>
/// <param name="source">The tensor of the input.</param>
/// <param name="name">Its new name.</param>
/// <param name="floatType">The type to convert floats to; null to keep theirs.</param>
internal sealed class OutputTensor(StoredTensor source, string name, TensorType? floatType)
{
    /// <summary>The tensor of the input.</summary>
    public StoredTensor Source { get; } = source;

    /// <summary>Its name in the output.</summary>
    public string Name { get; } = name;

    /// <summary>Its type in the output. Integers, booleans and 8-bit floats are not converted.</summary>
    public TensorType Type { get; } = source.Type.IsConvertible() && floatType is { } type ? type : source.Type;

    /// <summary>Bytes in the output.</summary>
    public long ByteCount => Shapes.ByteCount(Type, Source.Shape);

    /// <summary>Whether its element type changes.</summary>
    public bool IsConverted => Type != Source.Type;

    /// <summary>The number of finite values that became infinite.</summary>
    public long OverflowCount { get; private set; }

    /// <summary>Writes the elements in the output's type.</summary>
    public void CopyTo(Stream destination)
    {
        if (!IsConverted)
        {
            Source.CopyTo(destination);
            return;
        }

        using FloatConversionStream conversion = new(Source.Type, Type, destination);
        Source.CopyTo(conversion);
        OverflowCount = conversion.OverflowCount;
    }
}
