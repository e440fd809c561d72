using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Multiplies the rows of a packed parameter: what a <c>LayerScale</c> behind a linear layer does to its results, done once to its weights.</summary>
internal static class RowScaling
{
    /// <param name="layout">How the parameter is packed.</param>
    /// <param name="factors">One for each row.</param>
    /// <param name="packed">The parameter.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(ParameterLayout layout, ReadOnlySpan<float> factors, Span<float> packed)
    {
        Panel panel;
        for (int row = 0; row < factors.Length; row += panel.Width)
        {
            panel = Panel.Of(layout, row);
            ReadOnlySpan<float> ofPanel = factors.Slice(row, Math.Min(panel.Width, factors.Length - row));
            for (int k = 0; k < layout.Inputs; k++)
            {
                Span<float> numbers = packed.Slice(panel.Start + (k * panel.Width), ofPanel.Length);
                for (int j = 0; j < ofPanel.Length; j++)
                {
                    numbers[j] *= ofPanel[j];
                }
            }
        }
    }
}
