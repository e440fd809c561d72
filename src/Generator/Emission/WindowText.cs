using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Emission;

/// <summary>The rows that a convolution leaves, as C#.</summary>
internal static class WindowText
{
    /// <param name="window">What each result sees.</param>
    /// <param name="rows">The rows before it.</param>
    public static string RowsOf(ConvolutionWindow window, string rows)
    {
        long constant = (2L * window.Padding) - window.Kernel;
        string last = constant == 0 ? rows : $"({rows} {(constant < 0 ? "-" : "+")} {Literals.Integer(Math.Abs(constant))})";
        return $"{(window.Stride == 1 ? last : $"({last} / {Literals.Integer(window.Stride)})")} + 1";
    }
}
