using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Embedding;

/// <summary>Rows of tables, which are read where they are: a row is read once, so nothing is gained by packing it, unless a head shares the table.</summary>
internal static class EmbeddingKernels
{
    /// <summary>x = scale · table[id].</summary>
    public static readonly Kernel Tokens = new EntryKernel(
        "EmbedTokens",
        "// Rows of a table by their ids, which are ints.",
        "ref float ids, ref float table, float scale, ref float target, int targetRow, int rows, int width",
        [],
        (writer, context) => writer.Line($$"""
            for (int row = 0; row < rows; row++)
            {
                ref float source = ref Unsafe.Add(ref table, (nint)Unsafe.As<float, int>(ref Unsafe.Add(ref ids, row)) * width);
                int i = 0;
                for (; i <= width - Lanes; i += Lanes)
                {
                    ({{context.Unit.Vector}}.LoadUnsafe(ref source, (nuint)i) * scale).StoreUnsafe(ref target, (nuint)i);
                }

                for (; i < width; i++)
                {
                    Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i) * scale;
                }

                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));

    /// <summary>
    /// x = scale · table[id], of a table that is packed in panels for the head that is tied to it. A row is a column of a panel: a load for each number, which is
    /// little beside the head.
    /// </summary>
    public static readonly Kernel TokensInPanels = new EntryKernel(
        "EmbedTokensInPanels",
        "// Rows of a table by their ids, which are ints. The table is packed in panels, so that a row is a column of one.",
        "ref float ids, ref float table, float scale, ref float target, int targetRow, int rows, int width, int tableRows",
        [],
        (writer, _) => writer.Line("""
            for (int row = 0; row < rows; row++)
            {
                int id = Unsafe.As<float, int>(ref Unsafe.Add(ref ids, row));
                int column = id % PanelWidth;
                int first = id - column;
                nint next = Math.Min(PanelWidth, DivideUp(tableRows - first, Lanes) * Lanes);
                ref float source = ref Unsafe.Add(ref table, ((nint)first * width) + column);
                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i * next) * scale;
                }

                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));

    /// <summary>x += table[type].</summary>
    public static readonly Kernel Types = new EntryKernel(
        "AddTypes",
        "// Adds the row of each token's type; all are 0 where the caller gives none.",
        "in Part part, ref float table, ref float target, int targetRow, int first, int rows, int width",
        [AddRowKernel.Kernel],
        (writer, _) => writer.Line("""
            bool hasTypes = !Unsafe.IsNullRef(ref part.Types);
            for (int row = first; row < first + rows; row++)
            {
                int type = hasTypes ? Unsafe.Add(ref part.Types, row) : 0;
                AddRow(ref Unsafe.Add(ref table, (nint)type * width), ref target, width);
                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));
}
