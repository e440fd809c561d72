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
    /// At most so many rows go through a phase at once: enough that a panel of weights, once in cache, serves many tiles, and whole vectors
    /// of queries on every instruction set. Each block of rows reads all weights again, so a sequence of 128 or 197 tokens should be one.
    /// </summary>
    private const int MostBlockRows = 224;

    /// <summary>
    /// Floats that the activations of one row block may take: 4 MiB. More than an L2 cache holds, yet reading the weights again costs more:
    /// on [128, 768] with Ffn 3072, blocks of 384 KiB (14 rows) took 35.6 ms and one block of 128 rows 19.4 ms (AVX-512, 1 MiB L2).
    /// </summary>
    private const int BlockFloats = 1024 * 1024;

    /// <summary>
    /// Rows are shared among threads and cut into blocks in multiples of so many: whole vectors of queries on every instruction set. The
    /// runtime's <c>Job</c> cuts the same way.
    /// </summary>
    public const int RowStep = 16;

    /// <summary>
    /// Lines whose distance is a multiple of 64 lines (4096 bytes) fall in the same set of the L1 cache, and a tile of such rows runs at half
    /// speed (design.md §4). With a distance of a multiple of 8 lines, a tile and its panel still share 8 sets: such a stride gets a line more.
    /// </summary>
    private const int ConflictLines = 8;

    public static BodyPlan Plan(ModuleGraph graph, VectorUnit unit)
    {
        WeightLayout weights = new(unit);
        weights.ReserveZeros(ZerosNeeded(graph, unit));
        IReadOnlyList<Phase> phases = new Lowering(graph, unit, weights).Run();
        int rowBlock = RowBlock(phases);
        return new BodyPlan
        {
            Unit = unit,
            Graph = graph,
            RowBlock = rowBlock,
            Phases = phases,
            Weights = weights,
            Scratch = ScratchLayout.Create(phases),
            Tiles = TilesOf(graph, phases, unit, rowBlock),
        };
    }

    /// <summary>The distance of scratch rows that hold <paramref name="width"/> floats.</summary>
    public static int Stride(int width, VectorUnit unit)
    {
        int stride = (int)Arithmetic.RoundUp(width, unit.Lanes);
        return Collides(stride) ? stride + CacheLine.Floats : stride;
    }

    /// <summary>Whether rows at this distance fall in few sets of the L1 cache.</summary>
    public static bool Collides(int stride) => stride % (ConflictLines * CacheLine.Floats) == 0;

    private static int ZerosNeeded(ModuleGraph graph, VectorUnit unit) => graph.Ops.Max(op => op switch
    {
        LinearOp { Bias: false } linear => (int)Arithmetic.RoundUp(linear.Outputs, unit.Lanes),
        LayerNormOp { Bias: false } norm => norm.Source.Width,
        AttentionOp => unit.PanelWidth,
        _ => 0,
    });

    private static int RowBlock(IReadOnlyList<Phase> phases)
    {
        int widest = phases
            .Select(phase => phase.Stages.SelectMany(stage => stage.Buffers).Where(buffer => buffer.Scope is BufferScope.Block or BufferScope.PaddedBlock).Distinct().Sum(buffer => buffer.Stride))
            .DefaultIfEmpty(0)
            .Max();
        int fitting = BlockFloats / Math.Max(1, widest) / RowStep * RowStep;
        return Math.Max(RowStep, Math.Min(MostBlockRows, fitting));
    }

    /// <summary>The kernels that can occur: with a fixed token count only those that do, however a batch is divided among threads.</summary>
    private static SortedSet<Tile> TilesOf(ModuleGraph graph, IReadOnlyList<Phase> phases, VectorUnit unit, int rowBlock)
    {
        SortedSet<Tile> tiles = [];
        foreach (Stage stage in phases.SelectMany(phase => phase.Stages))
        {
            switch (stage)
            {
                case LinearStage linear:
                    Add(graph.Tokens is { } rows ? Blocks(rows) : AnyCount(unit.TileRows), Tiles.PanelVectors(linear.Op.Outputs, unit));
                    break;

                case AttentionStage attention:
                    foreach (int vectors in Enumerable.Range(1, Math.Min(VectorUnit.PanelVectors, Arithmetic.DivideUp(graph.Tokens ?? int.MaxValue, unit.Lanes))))
                    {
                        Add(graph.Tokens is { } keys ? [keys] : AnyCount(unit.TileRows), [vectors]);
                        Add([attention.Op.HeadDim], [vectors]);
                    }

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

        // A block begins on a multiple of RowStep rows, whichever thread's it is, and ends on one or with the last row of its sequences.
        IEnumerable<int> Blocks(int tokens) =>
            from remainder in Enumerable.Range(0, RowStep).Select(sequences => sequences * tokens % RowStep).Distinct()
            from steps in Enumerable.Range(0, (rowBlock / RowStep) + 1)
            let rows = (steps * RowStep) + remainder
            where rows > 0 && rows <= rowBlock
            select rows;
    }
}
