using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Graph;

/// <summary>What each result of a convolution sees.</summary>
/// <param name="Kernel">Rows of the window.</param>
/// <param name="Stride">Rows from one window to the next.</param>
/// <param name="Padding">Rows of zeros at both ends, fewer than the window has.</param>
internal sealed record ConvolutionWindow(int Kernel, int Stride, int Padding)
{
    /// <summary>The least number of rows, at least 1, that makes <paramref name="rows"/> rows.</summary>
    public long RowsFor(long rows) => Math.Max(1, ((rows - 1) * Stride) + Kernel - (2L * Padding));

    /// <summary>The number of rows that come of so many.</summary>
    public long RowsOf(long rows) => ((rows + (2L * Padding) - Kernel) / Stride) + 1;

    /// <summary>The number of rows that come of so many, as C#.</summary>
    public string RowsOf(string rows)
    {
        long constant = (2L * Padding) - Kernel;
        string last = constant == 0 ? rows : $"({rows} {(constant < 0 ? "-" : "+")} {Literals.Integer(Math.Abs(constant))})";
        return $"{(Stride == 1 ? last : $"({last} / {Literals.Integer(Stride)})")} + 1";
    }
}
