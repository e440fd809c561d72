namespace ShapeGen.Comparison.Formulas;

/// <summary>A convolution over time, with a bias.</summary>
/// <param name="Inputs">Channels that come in.</param>
/// <param name="Outputs">Channels that come out.</param>
/// <param name="Kernel">Rows that a result sees.</param>
/// <param name="Stride">Rows from one result to the next.</param>
/// <param name="Padding">Rows of zeros before the first row and behind the last.</param>
public sealed record ConvolutionFormula(int Inputs, int Outputs, int Kernel, int Stride, int Padding)
{
    /// <summary>The most rows that make so many results: those behind the last window are not seen.</summary>
    public int RowsFor(int results) => (results * Stride) - 1 + Kernel - (2 * Padding);
}
