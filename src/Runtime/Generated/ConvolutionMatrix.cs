using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Packs the weight of a convolution, stored as [outputs, channels, kernel], as panels of a matrix [outputs, kernel · channels].</summary>
internal static class ConvolutionMatrix
{
    /// <summary>Packs outputs of the tensor, one panel at a time.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="rows">Which of its outputs.</param>
    /// <param name="target">The parameter's row for the first of them.</param>
    /// <param name="layout">How the parameter is packed.</param>
    /// <param name="packed">The parameter.</param>
    public static void Pack(CheckpointMemory.Lease source, TensorInfo tensor, TensorRows rows, int target, ParameterLayout layout, Span<float> packed)
    {
        float[] weights = new float[checked(Math.Min(layout.Lanes * layout.PanelVectors, rows.Count) * layout.Inputs)];
        int end = target + rows.Count;
        int count;
        for (int row = target; row < end; row += count)
        {
            Panel panel = Panel.Of(layout, row);
            count = Math.Min(panel.FirstRow + panel.Width, end) - row;
            Span<float> ofPanel = weights.AsSpan(0, count * layout.Inputs);
            TensorReader.Convert(source, tensor, ofPanel, (long)(rows.First + row - target) * layout.Inputs);
            Spread(ofPanel, layout, packed[(panel.Start + row - panel.FirstRow)..], panel.Width, count);
        }
    }

    /// <summary>Writes each column of the checkpoint (one number for each output) as a contiguous run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(ReadOnlySpan<float> weights, ParameterLayout layout, Span<float> packed, int panelWidth, int outputs)
    {
        int inputs = layout.Inputs;
        for (int column = 0; column < inputs; column++)
        {
            Span<float> place = packed.Slice(layout.Column(column) * panelWidth, outputs);
            for (int output = 0, at = column; output < place.Length; output++, at += inputs)
            {
                place[output] = weights[at];
            }
        }
    }
}
