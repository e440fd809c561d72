using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion;

/// <summary>A tensor of the file to be: where it comes from, and its name and type there.</summary>
/// <param name="source">Where it comes from.</param>
/// <param name="name">Its new name.</param>
/// <param name="floatType">What floats become; null to keep them.</param>
internal sealed class OutputTensor(StoredTensor source, string name, TensorType? floatType)
{
    /// <summary>Where it comes from.</summary>
    public StoredTensor Source { get; } = source;

    /// <summary>Its name in the file to be.</summary>
    public string Name { get; } = name;

    /// <summary>Its type in the file to be. Whole numbers, booleans and 8-bit floats stay what they are.</summary>
    public TensorType Type { get; } = source.Type.IsConvertible() && floatType is { } type ? type : source.Type;

    /// <summary>Bytes in the file to be.</summary>
    public long ByteCount => Shapes.ByteCount(Type, Source.Shape);

    /// <summary>Whether its elements change their width.</summary>
    public bool IsConverted => Type != Source.Type;

    /// <summary>How many finite values became infinite.</summary>
    public long OverflowCount { get; private set; }

    /// <summary>Writes the elements as they are to be.</summary>
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
