using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// The third stage: from the list of operations to stages, buffers, packed weights and tiles, for one instruction set. What is chosen by
/// size, and why, stands here.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// At most so many rows go through a run of stages at once: enough that a panel of weights, once in cache, serves many tiles, and a
    /// multiple of both tile heights (14 and 6). Each block of rows reads all weights again, so a sequence of 128 tokens should be one.
    /// </summary>
    private const int MostBlockRows = 168;

    /// <summary>
    /// Floats that the activations of one row block may take: 4 MiB. More than an L2 cache holds, yet reading the weights again costs more:
    /// on [128, 768] with Ffn 3072, blocks of 384 KiB (14 rows) took 35.6 ms and one block of 128 rows 19.4 ms (AVX-512, 1 MiB L2).
    /// </summary>
    private const int BlockFloats = 1024 * 1024;

    /// <summary>
    /// Rows whose distance is a multiple of 4096 bytes fall in the same sets of the L1 cache, and a tile of them runs at half speed
    /// (design.md §4); such a stride gets one more cache line.
    /// </summary>
    private const int ConflictFloats = 1024;

    private const int CacheLineFloats = 16;

    public static BodyPlan Plan(ModuleGraph graph, VectorUnit unit)
    {
        WeightLayout weights = new(unit);
        weights.ReserveZeros(ZerosNeeded(graph, unit));
        IReadOnlyList<Segment> segments = new Lowering(graph, unit, weights).Run();
        int rowBlock = RowBlock(segments, unit);
        return new BodyPlan
        {
            Unit = unit,
            Graph = graph,
            RowBlock = rowBlock,
            Segments = segments,
            Weights = weights,
            Scratch = ScratchLayout.Create(segments),
            Tiles = TilesOf(graph, segments, unit, rowBlock),
        };
    }

    /// <summary>The distance of scratch rows that hold <paramref name="width"/> floats.</summary>
    public static int Stride(int width, VectorUnit unit)
    {
        int stride = (int)Arithmetic.RoundUp(width, unit.Lanes);
        return stride % ConflictFloats == 0 ? stride + CacheLineFloats : stride;
    }

    /// <summary>Sequences that run together, so that short ones share a pass over the weights. The generated code computes the same.</summary>
    public static int GroupSequences(int tokens, int rowBlock) => Math.Max(1, rowBlock / tokens);

    /// <summary>Rows of each row block when <paramref name="rows"/> rows are cut evenly. The generated code computes the same.</summary>
    public static int BlockRows(int rows, int rowBlock) => Arithmetic.DivideUp(rows, Arithmetic.DivideUp(rows, rowBlock));

    private static int ZerosNeeded(ModuleGraph graph, VectorUnit unit) => graph.Ops.Max(op => op switch
    {
        LinearOp { Bias: false } linear => (int)Arithmetic.RoundUp(linear.Outputs, unit.Lanes),
        LayerNormOp { Bias: false } norm => norm.Source.Width,
        AttentionOp => unit.PanelWidth,
        _ => 0,
    });

    private static int RowBlock(IReadOnlyList<Segment> segments, VectorUnit unit)
    {
        int widest = segments
            .Select(segment => segment.Stages.SelectMany(stage => stage.Buffers).Where(buffer => buffer.Scope == BufferScope.Block).Distinct().Sum(buffer => buffer.Stride))
            .DefaultIfEmpty(0)
            .Max();
        int fitting = BlockFloats / Math.Max(1, widest) / unit.TileRows * unit.TileRows;
        return Math.Max(unit.TileRows, Math.Min(MostBlockRows, fitting));
    }

    /// <summary>The kernels that can occur: with a fixed token count only those that do.</summary>
    private static SortedSet<Tile> TilesOf(ModuleGraph graph, IReadOnlyList<Segment> segments, VectorUnit unit, int rowBlock)
    {
        SortedSet<Tile> tiles = [];
        foreach (Stage stage in segments.SelectMany(segment => segment.Stages))
        {
            switch (stage)
            {
                case LinearStage linear:
                    Add(graph.Tokens is { } rows ? Blocks(rows) : AnyCount(unit.TileRows), Tiles.PanelVectors(linear.Op.Outputs, unit));
                    break;

                case AttentionStage attention:
                    foreach (int queries in Queries())
                    {
                        int vectors = Arithmetic.DivideUp(queries, unit.Lanes);
                        Add(graph.Tokens is { } keys ? [keys] : AnyCount(unit.TileRows), [vectors]);
                        Add([attention.Op.HeadDim], [vectors]);
                    }

                    break;

                case ContextLinearStage linear:
                    Add(Queries(), Tiles.PanelVectors(linear.Op.Outputs, unit));
                    break;
            }
        }

        return tiles;

        void Add(IEnumerable<int> rowCounts, IEnumerable<int> panelVectors)
        {
            foreach (int vectors in panelVectors)
            {
                tiles.UnionWith(
                    from rows in rowCounts
                    from height in Tiles.Heights(rows, unit.TileRowsOf(vectors))
                    select new Tile(height, vectors));
            }
        }

        // Cut evenly, twice as many rows as one tile takes and fewer already give every height.
        static IEnumerable<int> AnyCount(int tileRows) => Enumerable.Range(1, 2 * Math.Max(tileRows, VectorUnit.NarrowTileRows));

        // A batch ends with any smaller number of sequences than a whole group.
        IEnumerable<int> Blocks(int tokens) =>
            from sequences in Enumerable.Range(1, GroupSequences(tokens, rowBlock))
            let rows = sequences * tokens
            let block = BlockRows(rows, rowBlock)
            from blockRows in rows % block == 0 ? new[] { block } : [block, rows % block]
            select blockRows;

        // The numbers of queries in a block of them.
        IEnumerable<int> Queries() => graph.Tokens is { } tokens
            ? new[] { Math.Min(tokens, unit.PanelWidth), tokens % unit.PanelWidth }.Where(queries => queries > 0).Distinct()
            : Enumerable.Range(1, unit.PanelWidth);
    }
}
