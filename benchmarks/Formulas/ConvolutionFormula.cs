namespace ShapeGen.Comparison.Formulas;

/// <summary>A convolution over time, with a bias.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Outputs">Channels that come out.</param>
/// <param name="Kernel">Rows in the window of a result.</param>
/// <param name="Stride">Rows from one result to the next.</param>
/// <param name="Padding">Rows of zeros before the first row and after the last.</param>
public sealed record ConvolutionFormula(int Inputs, int Outputs, int Kernel, int Stride, int Padding)
{
    /// <summary>The largest number of rows that gives this number of results; rows after the last window are not used.</summary>
    public int RowsFor(int results) => (results * Stride) - 1 + Kernel - (2 * Padding);
}
