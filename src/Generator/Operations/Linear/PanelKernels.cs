using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>Takes all rows past one panel, tile by tile.</summary>
internal static class PanelKernels
{
    public const string Parameters =
        "ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int rows, int vectors, int depth, bool add";

    /// <summary>
    /// Products summed in one go. Longer sums are cut, as their rounding errors grow with the length, and so that a tile's part of A and of
    /// the panel stay near: 384 · 16 floats (AVX2) are 24 KiB. Between 128 and 768 the speed changed by 2 % at most.
    /// </summary>
    private const int DepthBlock = 384;

    public static readonly Kernel MultiplyPanel = new("MultiplyPanel", [TileKernels.Wide, TileKernels.Narrow], Emit);

    private static void Emit(SourceWriter writer, KernelContext context)
    {
        VectorUnit unit = context.Unit;
        writer.Line($$"""
            // Products summed in one go: longer sums lose precision, and their operands leave the L1 cache.
            private const int DepthBlock = {{DepthBlock}};

            // A panel's row of zeros, where a sum goes on that has its bias already.
            private static global::System.ReadOnlySpan<float> NoBias => [{{string.Join(", ", Enumerable.Repeat("0f", unit.PanelWidth))}}];

            // C[rows, vectors · Lanes] = (C +) A[rows, depth] · panel + bias, in blocks of depth.
            //   a        A's first element
            //   aRow     from one row of A to the next
            //   aStep    from one element of a row of A to the next: 1, or more where A is stored transposed
            //   panel    [depth, vectors · Lanes]
            //   bias     [vectors · Lanes]
            //   c        C's first element
            //   cRow     from one row of C to the next
            //   rows     rows of A and C
            //   vectors  vectors of the panel's row
            //   depth    elements of a row of A
            //   add      whether to add to what C holds
            //   prefetch whether the next panel stands behind this one, so that it is worth fetching
            private static void MultiplyPanel({{Parameters}}, bool prefetch)
            {
                int block = Math.Min(depth, DepthBlock);
                MultiplyBlock(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, rows, vectors, block, add, prefetch);
                for (int start = block; start < depth; start += block)
                {
                    a = ref Unsafe.Add(ref a, block * aStep);
                    panel = ref Unsafe.Add(ref panel, block * vectors * Lanes);
                    block = Math.Min(depth - start, DepthBlock);
                    MultiplyBlock(ref a, aRow, aStep, ref panel, ref MemoryMarshal.GetReference(NoBias), ref c, cRow, rows, vectors, block, add: true, prefetch);
                }
            }

            """);
        Blocks(writer, unit);
        writer.Line();
        MultiplyTiles(writer, unit);
    }

    /// <summary>
    /// The number of tiles and their heights: as few tiles as possible, and of even height, so that no pass is paid for a row or two (197 rows in tiles of at most
    /// 14 are 2 of 14 and 13 of 13, not 14 of 14 and 1 of 1).
    /// </summary>
    public static void Cut(SourceWriter writer) => writer.Line($$"""
        int tiles = DivideUp(rows, vectors == {{VectorUnit.PanelVectors}} ? TileRows : NarrowTileRows);
        int height = rows / tiles;
        int taller = rows % tiles;
        """);

    private static void Blocks(SourceWriter writer, VectorUnit unit)
    {
        string part = (unit.PrefetchesInEachStep ? "" : "depth * ") + "vectors * Lanes * sizeof(float)";
        writer.Line("// As MultiplyPanel, for one block of depth: rows are cut into as few tiles as can be, of even height, so that no pass is paid for a row or two.");
        using (writer.Block($"private static void MultiplyBlock({Parameters}, bool prefetch)"))
        {
            Cut(writer);
            writer.Line($$"""

                // The more numerous tiles prefetch the next panel, each {{(unit.PrefetchesInEachStep ? "in every step" : "at its end")}} so many bytes.
                int fetching = Math.Max(taller, tiles - taller);
                int part = prefetch && fetching >= {{unit.FewestFetching}} ? DivideUp({{part}}, fetching) : 0;
                if (taller > 0)
                {
                    MultiplyTiles(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, height + 1, vectors, depth, taller, taller == fetching ? part : 0, add);
                    a = ref Unsafe.Add(ref a, taller * (height + 1) * aRow);
                    c = ref Unsafe.Add(ref c, taller * (height + 1) * cRow);
                }

                MultiplyTiles(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, height, vectors, depth, tiles - taller, taller == fetching ? 0 : part, add);
                """);
        }
    }

    private static void MultiplyTiles(SourceWriter writer, VectorUnit unit)
    {
        const string Arguments = "ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, depth, tiles, prefetch, add";
        writer.Line("// C[tiles · height, vectors · Lanes] = (C +) A[tiles · height, depth] · panel + bias.");
        using (writer.Block("private static void MultiplyTiles(ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int height, int vectors, int depth, int tiles, int prefetch, bool add)"))
        {
            using (writer.Block("switch ((vectors * 100) + height)"))
            {
                Cases(VectorUnit.PanelVectors, TileKernels.Wide);
                Cases(1, TileKernels.Narrow);
                writer.Line("default: throw new InvalidOperationException($\"There is no tile of {height} rows and {vectors} vectors.\");");
            }
        }

        void Cases(int vectors, Kernel tile)
        {
            for (int rows = unit.TileRowsOf(vectors); rows > 0; rows--)
            {
                writer.Line($"case {(vectors * 100) + rows}: {tile}<Rows{rows}>({Arguments}); break;");
            }
        }
    }
}
