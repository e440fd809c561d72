using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.ClassToken;

/// <summary>Rows of sequences that have one more than the input.</summary>
internal static class ClassTokenKernels
{
    public static readonly Kernel TakeRows = new EntryKernel(
        "TakeRows",
        "// Copies the rows of each sequence after a row of zeros, which is the class token's.",
        "in Part part, ref float source, int sourceRow, ref float target, int targetRow, int first, int rows, int width",
        [],
        (writer, _) => writer.Line("""
            for (int row = first; row < first + rows;)
            {
                part.Locate(row, out int start, out int tokens);
                part.LocateMemory(start, out int sourceStart, out _);
                for (int end = Math.Min(first + rows, start + tokens); row < end; row++)
                {
                    global::System.Span<float> features = MemoryMarshal.CreateSpan(ref target, width);
                    if (row == start)
                    {
                        features.Clear();
                    }
                    else
                    {
                        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, (nint)(sourceStart + row - start - 1) * sourceRow), width).CopyTo(features);
                    }

                    target = ref Unsafe.Add(ref target, targetRow);
                }
            }
            """));

    public static readonly Kernel SetFirstRows = new EntryKernel(
        "SetFirstRows",
        "// Copies one row to the first row of each sequence that begins in the block.",
        "in Part part, ref float source, ref float target, int targetRow, int first, int rows, int width",
        [],
        (writer, _) => writer.Line("""
            for (int row = first; row < first + rows;)
            {
                part.Locate(row, out int start, out int tokens);
                if (row == start)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref source, width).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref target, (nint)(row - first) * targetRow), width));
                }

                row = start + tokens;
            }
            """));
}
