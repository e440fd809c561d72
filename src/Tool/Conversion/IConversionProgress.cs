namespace ShapeGen.Tool.Conversion;

/// <summary>Receives the progress of a conversion.</summary>
internal interface IConversionProgress
{
    /// <summary>Starts, with the total number of bytes.</summary>
    public void Start(long bytes);

    /// <summary>Adds bytes that are done.</summary>
    public void Add(long bytes);
}
