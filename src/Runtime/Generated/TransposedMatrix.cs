namespace ShapeGen.Runtime;

/// <summary>Packs a matrix that is stored as [inputs, outputs], so that the rows of a panel are already adjacent.</summary>
internal static class TransposedMatrix
{
    /// <summary>Packs outputs of the tensor.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">The tensor.</param>
    /// <param name="rows">Which of its outputs.</param>
    /// <param name="target">The parameter's row for the first of them.</param>
    /// <param name="layout">How the parameter is packed.</param>
    /// <param name="packed">The parameter.</param>
    /// <param name="buffer">Buffer for bytes read from the file, replaced by a longer one if needed.</param>
    public static void Pack(
        CheckpointMemory.Lease source, TensorInfo tensor, TensorRows rows, int target, ParameterLayout layout, Span<float> packed, ref byte[] buffer)
    {
        int size = tensor.Type.Size();
        int bytes = checked(rows.Count * size);
        int atOnce = IsWhole(rows) ? Math.Clamp(ParameterPacker.MaxBufferedBytes / bytes, 1, layout.Inputs) : 1;
        if (!source.IsInMemory && buffer.Length < atOnce * bytes)
        {
            buffer = GC.AllocateUninitializedArray<byte>(atOnce * bytes);
        }

        for (int k = 0; k < layout.Inputs; k += atOnce)
        {
            int count = Math.Min(atOnce, layout.Inputs - k);
            long start = tensor.Offset + ((((long)k * rows.Of) + rows.First) * size);
            ReadOnlySpan<byte> block = source.Read(start, count * bytes, buffer);
            for (int i = 0; i < count; i++)
            {
                PackInput(block.Slice(i * bytes, bytes), tensor.Type, k + i, target, layout, packed);
            }
        }
    }

    /// <summary>Whether the inputs of these rows are contiguous in the tensor.</summary>
    private static bool IsWhole(TensorRows rows) => rows.Count == rows.Of;

    /// <summary>Copies one input's numbers for all outputs to their panels.</summary>
    private static void PackInput(ReadOnlySpan<byte> numbers, TensorType type, int input, int target, ParameterLayout layout, Span<float> packed)
    {
        int size = type.Size();
        int end = target + (numbers.Length / size);
        for (int row = target; row < end;)
        {
            Panel panel = Panel.Of(layout, row);
            int count = Math.Min(panel.FirstRow + panel.Width, end) - row;
            Span<float> places = packed.Slice(panel.Start + (input * panel.Width) + row - panel.FirstRow, count);
            SingleConversion.Convert(numbers.Slice((row - target) * size, count * size), type, places);
            row += count;
        }
    }
}
