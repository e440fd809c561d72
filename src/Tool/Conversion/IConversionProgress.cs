namespace ShapeGen.Tool.Conversion;

/// <summary>Is told how far a conversion is.</summary>
internal interface IConversionProgress
{
    /// <summary>The work is known.</summary>
    public void Start(long bytes);

    /// <summary>Some of it is done.</summary>
    public void Add(long bytes);
}
