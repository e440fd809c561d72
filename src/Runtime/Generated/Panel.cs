namespace ShapeGen.Runtime;

/// <summary>One panel of a matrix; a vector is a panel of width 1 per element.</summary>
/// <param name="FirstRow">The output row in its first column.</param>
/// <param name="Start">Index of its first float in the parameter.</param>
/// <param name="Width">Floats of one packed row, including those after the last output.</param>
internal readonly record struct Panel(int FirstRow, int Start, int Width)
{
    /// <summary>The panel that contains output row <paramref name="row"/>.</summary>
    public static Panel Of(ParameterLayout layout, int row)
    {
        // The last panel has the remaining vectors.
        int vector = row / layout.Lanes;
        int firstVector = vector - (vector % layout.PanelVectors);
        int vectors = Math.Min(layout.PanelVectors, layout.VectorCount - firstVector);
        int firstRow = firstVector * layout.Lanes;
        return new Panel(firstRow, firstRow * layout.Inputs, vectors * layout.Lanes);
    }
}
