using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>
/// Convolutions over time, as tiles on the source itself: the rows of a window follow each other, so a row of the product begins stride rows behind the one
/// before, and nothing is gathered. Rows whose windows reach over an end see the part of their window that is there.
/// </summary>
internal static class ConvolveKernel
{
    private static readonly Kernel MultiplyWindows = new("MultiplyWindows", [PanelKernels.MultiplyPanel], (writer, _) => writer.Line("""
        // C = windows of A · panel + bias, for rows that all see the same rows of their windows. Where the rows of A follow each other without a gap, a
        // window is one run of floats; else each of its rows is added alone.
        private static void MultiplyWindows(
            ref float source, nint sourceRow, int sourceRows, ref float panel, ref float bias, ref float c, nint cRow,
            int row, int rows, int vectors, int width, int kernel, int stride, int padding)
        {
            int start = (row * stride) - padding;
            int from = Math.Max(0, -start);
            int seen = Math.Min(kernel, sourceRows - start) - from;
            ref float a = ref Unsafe.Add(ref source, (start + from) * sourceRow);
            panel = ref Unsafe.Add(ref panel, (nint)from * width * vectors * Lanes);
            int depth = width;
            if (sourceRow == width)
            {
                depth *= seen;
                seen = 1;
            }

            MultiplyPanel(ref a, stride * sourceRow, aStep: 1, ref panel, ref bias, ref c, cRow, rows, vectors, depth, add: false, prefetch: true);
            for (int next = 1; next < seen; next++)
            {
                a = ref Unsafe.Add(ref a, sourceRow);
                panel = ref Unsafe.Add(ref panel, (nint)width * vectors * Lanes);
                MultiplyPanel(ref a, stride * sourceRow, aStep: 1, ref panel, ref MemoryMarshal.GetReference(NoBias), ref c, cRow, rows, vectors, depth, add: true, prefetch: true);
            }
        }
        """));

    public static Kernel Of(ElementwiseFunction? activation)
    {
        string name = $"Convolve{activation?.Name}";
        List<Kernel> uses = [MultiplyWindows];
        if (activation is not null)
        {
            uses.Add(activation.Kernel);
        }

        return new EntryKernel(
            name,
            $"// C = {(activation is null ? "windows of A · Wᵀ + bias" : activation.Of("windows of A · Wᵀ + bias"))}, with W packed in panels [kernel · width], after `added` rows of zeros.",
            "ref float source, nint sourceRow, int sourceRows, ref float weight, ref float bias, ref float target, nint targetRow, int first, int rows, int added, int columns, int width, int kernel, int stride, int padding",
            uses,
            (writer, _) => Emit(writer, activation));
    }

    private static void Emit(SourceWriter writer, ElementwiseFunction? activation)
    {
        const string Windows = "MultiplyWindows(ref source, sourceRow, sourceRows, ref panel, ref start, ref Unsafe.Add(ref c, (at - first) * targetRow), targetRow,";
        writer.Line("""
            for (; rows > 0 && first < added; first++, rows--)
            {
                MemoryMarshal.CreateSpan(ref target, DivideUp(columns, Lanes) * Lanes).Clear();
                target = ref Unsafe.Add(ref target, targetRow);
            }

            // The rows whose windows are whole: each row before and after them sees another part of its window.
            first -= added;
            int end = first + rows;
            int whole = Math.Clamp(DivideUp(padding, stride), first, end);
            int wholeEnd = sourceRows + padding < kernel ? whole : Math.Clamp(((sourceRows + padding - kernel) / stride) + 1, whole, end);
            """);
        using (writer.Block("for (int column = 0; rows > 0 && column < columns; column += PanelWidth)"))
        {
            writer.Line($$"""
                int vectors = Math.Min({{VectorUnit.PanelVectors}}, DivideUp(columns - column, Lanes));
                ref float panel = ref Unsafe.Add(ref weight, (nint)column * kernel * width);
                ref float start = ref Unsafe.Add(ref bias, column);
                ref float c = ref Unsafe.Add(ref target, column);
                for (int at = first; at < end;)
                {
                    int count = at == whole && wholeEnd > whole ? wholeEnd - whole : 1;
                    {{Windows}} at, count, vectors, width, kernel, stride, padding);
                    at += count;
                }
                """);
            if (activation is not null)
            {
                writer.Line();
                writer.Line($"{activation.Kernel}(ref c, (int)targetRow, rows, vectors * Lanes);");
            }
        }
    }
}
