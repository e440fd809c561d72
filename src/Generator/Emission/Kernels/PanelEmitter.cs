using ShapeGen.Generator.Graph.Ops;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>Takes all rows past one panel, tile by tile.</summary>
internal static class PanelEmitter
{
    private const string Parameters =
        "ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int rows, int vectors, int depth, bool add";

    /// <summary>
    /// Products summed in one go. Longer sums are cut, as their rounding errors grow with the length, and so that a tile's part of A and of
    /// the panel stay near: 384 · 16 floats (AVX2) are 24 KiB. Between 128 and 768 the speed changed by 2 % at most.
    /// </summary>
    private const int DepthBlock = 384;

    public static void MultiplyPanel(SourceWriter writer, BodyPlan plan)
    {
        if (!CutsDepth(plan))
        {
            Tiles(writer, plan, "MultiplyPanel");
            return;
        }

        VectorUnit unit = plan.Unit;
        writer.Line($$"""
            // Products summed in one go: longer sums lose precision, and their operands leave the L1 cache.
            private const int DepthBlock = {{DepthBlock}};

            // A panel's row of zeros, where a sum goes on that has its bias already.
            private static global::System.ReadOnlySpan<float> NoBias => [{{string.Join(", ", Enumerable.Repeat("0f", unit.PanelWidth))}}];

            // C[rows, vectors · Lanes] = (C +) A[rows, depth] · panel + bias, in blocks of depth.
            private static void MultiplyPanel({{Parameters}}, bool ahead)
            {
                int block = Math.Min(depth, DepthBlock);
                MultiplyBlock(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, rows, vectors, block, add, ahead);
                for (int start = block; start < depth; start += block)
                {
                    a = ref Unsafe.Add(ref a, block * aStep);
                    panel = ref Unsafe.Add(ref panel, block * vectors * Lanes);
                    block = Math.Min(depth - start, DepthBlock);
                    MultiplyBlock(ref a, aRow, aStep, ref panel, ref MemoryMarshal.GetReference(NoBias), ref c, cRow, rows, vectors, block, add: true, ahead);
                }
            }

            """);
        Tiles(writer, plan, "MultiplyBlock");
    }

    /// <summary>Whether a sum is longer than <see cref="DepthBlock"/>; those over keys are cut by the attention.</summary>
    public static bool CutsDepth(BodyPlan plan) => plan.Graph.Ops.Any(op => op switch
    {
        LinearOp linear => linear.Inputs > DepthBlock,
        AttentionOp attention => attention.HeadDim > DepthBlock,
        _ => false,
    });

    /// <summary>Takes all rows past a panel, tile by tile.</summary>
    private static void Tiles(SourceWriter writer, BodyPlan plan, string method)
    {
        string part = (plan.Unit.AsksInEachStep ? "" : "depth * ") + "vectors * Lanes * sizeof(float)";
        IReadOnlyList<IGrouping<int, Tile>> widths = plan.Tiles.GroupBy(tile => tile.Vectors).ToList();
        writer.Line("""
            // C[rows, vectors · Lanes] = (C +) A[rows, depth] · panel + bias, tile by tile.
            // a: A's first element.
            // aRow: From one row of A to the next.
            // aStep: From one element of a row of A to the next: 1, or more where A is stored transposed.
            // panel: [depth, vectors · Lanes]
            // bias: [vectors · Lanes]
            // c: C's first element.
            // cRow: From one row of C to the next.
            // rows: Rows of A and C; cut into as few tiles as can be, of even height, so that no pass is paid for a row or two.
            // vectors: Vectors of the panel's row.
            // depth: Elements of a row of A.
            // add: Whether to add to what C holds.
            // ahead: Whether the next panel stands behind this one, so that it is worth asking for.
            """);
        using (writer.Block($"private static void {method}({Parameters}, bool ahead)"))
        {
            Cut(writer, widths.Select(width => width.Key).ToList());
            writer.Line($$"""

                // The more numerous tiles ask for the next panel, each {{(plan.Unit.AsksInEachStep ? "in every step" : "at its end")}} for so many bytes.
                int asking = Math.Max(higher, tiles - higher);
                int part = ahead && asking >= {{plan.Unit.FewestAsking}} ? DivideUp({{part}}, asking) : 0;
                if (higher > 0)
                {
                    MultiplyTiles(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, height + 1, vectors, depth, higher, higher == asking ? part : 0, add);
                    a = ref Unsafe.Add(ref a, higher * (height + 1) * aRow);
                    c = ref Unsafe.Add(ref c, higher * (height + 1) * cRow);
                }

                MultiplyTiles(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, height, vectors, depth, tiles - higher, higher == asking ? 0 : part, add);
                """);
        }

        writer.Line();
        writer.Line("// C[tiles · height, vectors · Lanes] = (C +) A[tiles · height, depth] · panel + bias.");
        using (writer.Block("private static void MultiplyTiles(ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int height, int vectors, int depth, int tiles, int ahead, bool add)"))
        {
            for (int i = 0; i < widths.Count; i++)
            {
                if (widths.Count == 1)
                {
                    Switch(widths[i]);
                    break;
                }

                using (writer.Block(i == widths.Count - 1 ? "else" : $"{(i > 0 ? "else " : "")}if (vectors == {widths[i].Key})"))
                {
                    Switch(widths[i]);
                }
            }
        }

        void Switch(IEnumerable<Tile> tiles)
        {
            using (writer.Block("switch (height)"))
            {
                foreach (Tile tile in tiles)
                {
                    writer.Line($"case {tile.Rows}: {tile.Name}(ref a, aRow, aStep, ref panel, ref bias, ref c, cRow, depth, tiles, ahead, add); break;");
                }
            }
        }
    }

    public static void MultiplyRagged(SourceWriter writer, BodyPlan plan)
    {
        writer.Line("""
            // As MultiplyPanel, for the caller's rows, which end after columns of the panel's columns: by way
            // of a tile in scratch, ragged [tile's rows, PanelWidth].
            """);
        using (writer.Block($"private static void MultiplyRagged({Parameters}, int columns, ref float ragged)"))
        {
            Cut(writer, plan.Tiles.Select(tile => tile.Vectors).Distinct().ToList());
            using (writer.Block("for (int tile = 0; tile < tiles; tile++)"))
            {
                writer.Line("""
                    int tileRows = tile < higher ? height + 1 : height;
                    MultiplyPanel(ref a, aRow, aStep, ref panel, ref bias, ref ragged, PanelWidth, tileRows, vectors, depth, add: false, ahead: false);
                    for (int row = 0; row < tileRows; row++)
                    {
                        StoreColumns(ref Unsafe.Add(ref ragged, row * PanelWidth), ref Unsafe.Add(ref c, row * cRow), columns, add);
                    }

                    a = ref Unsafe.Add(ref a, tileRows * aRow);
                    c = ref Unsafe.Add(ref c, tileRows * cRow);
                    """);
            }
        }

        writer.Line();
        writer.Line("""
            // c = (c +) the first columns of a row.
            private static void StoreColumns(ref float row, ref float c, int columns, bool add)
            {
                int i = 0;
                for (; i <= columns - Vector128<float>.Count; i += Vector128<float>.Count)
                {
                    Vector128<float> sum = Vector128.LoadUnsafe(ref row, (nuint)i);
                    if (add)
                    {
                        sum += Vector128.LoadUnsafe(ref c, (nuint)i);
                    }

                    sum.StoreUnsafe(ref c, (nuint)i);
                }

                for (; i < columns; i++)
                {
                    Unsafe.Add(ref c, i) = Unsafe.Add(ref row, i) + (add ? Unsafe.Add(ref c, i) : 0);
                }
            }
            """);
    }

    /// <summary>The constant for the rows of the highest tile that is <paramref name="vectors"/> wide.</summary>
    public static string TileRows(int vectors) => vectors == VectorUnit.PanelVectors ? "TileRows" : "NarrowTileRows";

    /// <summary>The number of tiles and their heights, as <see cref="Tiles"/> of the plan cuts them.</summary>
    private static void Cut(SourceWriter writer, IReadOnlyList<int> widths)
    {
        string tileRows = widths.Count == 1 ? TileRows(widths[0]) : $"vectors == {VectorUnit.PanelVectors} ? TileRows : NarrowTileRows";
        writer.Line($"int tiles = DivideUp(rows, {tileRows});");
        writer.Line("int height = rows / tiles;");
        writer.Line("int higher = rows % tiles;");
    }
}
