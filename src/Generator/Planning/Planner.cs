using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Linear;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// The third stage: from operations to stages, phases, buffers, packed weights and kernels, for one instruction set. How rows are cut, and
/// why, is here.
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

    /// <param name="graph">The model.</param>
    /// <param name="unit">The instruction set.</param>
    /// <param name="isTraced">Whether the model hands out its results.</param>
    public static BodyPlan Plan(ModuleGraph graph, VectorUnit unit, bool isTraced = false)
    {
        Repeat? repeat = graph.Nodes.OfType<Repeat>().SingleOrDefault();
        int at = repeat is null ? graph.Nodes.Count : graph.Nodes.ToList().IndexOf(repeat);
        WeightLayout weights = new(unit, repeat?.Layers ?? 0);
        IReadOnlyList<Stage> before = Lower(graph.Nodes.Take(at), isOfLayer: false);
        IReadOnlyList<Stage> ofLayer = repeat is null ? [] : Lower([repeat], isOfLayer: true);
        IReadOnlyList<Stage> after = Lower(graph.Nodes.Skip(at + 1), isOfLayer: false);
        weights.Seal();

        Schedule schedule = Schedule.Create(before, repeat?.Layers ?? 1, ofLayer, after);
        Placement placement = Placement.Create(graph, schedule, unit);
        int rowBlock = RowBlock(schedule, placement);
        IEnumerable<Kernel> tiles = schedule.Stages.SelectMany(stage => stage.Products).SelectMany(product => TilesOf(product, graph.Tokens, unit, rowBlock))
            .Distinct().Select(tile => new TileKernel(tile));
        return new BodyPlan
        {
            Unit = unit,
            Graph = graph,
            IsTraced = isTraced,
            RowBlock = rowBlock,
            Schedule = schedule,
            Placement = placement,
            Weights = weights,
            Scratch = ScratchLayout.Create(schedule, placement),
            Kernels = Kernel.WithAllUsed(schedule.Stages.SelectMany(stage => stage.Kernels).Concat(tiles)),
        };

        List<Stage> Lower(IEnumerable<Node> nodes, bool isOfLayer)
        {
            Lowering lowering = new(graph, unit, weights, isOfLayer, isTraced);
            return nodes.SelectMany(node => node.Ops.SelectMany(op => Stages(op, node, lowering))).ToList();
        }

        static IEnumerable<Stage> Stages(Op op, Node node, Lowering lowering)
        {
            List<Stage> stages = op.Lower(lowering).ToList();
            if (!op.Work(1).Any() && stages.Any(stage => stage.Products.Count > 0))
            {
                throw new InvalidOperationException($"{op.GetType().Name} has matrix products that it does not count.");
            }

            foreach (Stage stage in stages)
            {
                stage.Op = op;
            }

            if (lowering.IsTraced)
            {
                // The last one completes the result of the operation; what it has besides, a stage says itself, as it knows the value.
                stages[stages.Count - 1].Traced = [.. op.Results.Select(result => new TracePoint(result, op.Target, node.IsLayers))];
                foreach (Stage stage in stages.Where(stage => stage.IsForTrace))
                {
                    stage.Traced = [.. stage.Traced.Select(point => point with { IsOfLayer = node.IsLayers })];
                }
            }

            return stages;
        }
    }

    private static int RowBlock(Schedule schedule, Placement placement)
    {
        long widest = 0;
        foreach (IReadOnlyList<StageRun> phase in schedule.Phases())
        {
            IEnumerable<Buffer> buffers = phase.SelectMany(step => placement.Of(step.Stage)).Distinct();
            widest = Math.Max(widest, buffers.Where(buffer => buffer.Extent.Variable == Extent.Variables.BlockRows).Total(buffer => buffer.Extent.Factor));
        }

        long fitting = BlockFloats / Math.Max(1, widest) / RowStep * RowStep;
        return (int)Math.Max(RowStep, Math.Min(MostBlockRows, fitting));
    }

    /// <summary>The tiles that can occur: with a fixed token count only those that do, however a batch is divided among threads.</summary>
    private static IEnumerable<Tile> TilesOf(Product product, int? tokens, VectorUnit unit, int rowBlock)
    {
        Integers rowCounts =
            product.AnyRows ? AnyCount(unit.TileRows) :
            product.Rows is { } rows ? new(rows) :
            tokens is { } fixedTokens ? Blocks(fixedTokens, rowBlock) :
            AnyCount(unit.TileRows);
        HashSet<Tile> tiles = [];
        foreach (int vectors in product.PanelVectors)
        {
            foreach (int count in rowCounts)
            {
                tiles.UnionWith(Tiles.Heights(count, unit.TileRowsOf(vectors)).Select(height => new Tile(height, vectors)));
            }
        }

        return tiles;

        // Cut evenly, twice as many rows as one tile takes and fewer already give every height.
        static Integers AnyCount(int tileRows) => Integers.Range(1, 2 * Math.Max(tileRows, VectorUnit.NarrowTileRows));
    }

    /// <summary>
    /// The rows that a block may have where each sequence has so many: a block begins on a multiple of <see cref="RowStep"/> rows, whichever thread's it is, and ends on one or
    /// with the last row of its sequences.
    /// </summary>
    private static Integers Blocks(int count, int rowBlock)
    {
        bool[] occurs = new bool[rowBlock + 1];
        for (int sequences = 0; sequences < RowStep; sequences++)
        {
            for (long rows = (long)sequences * count % RowStep; rows <= rowBlock; rows += RowStep)
            {
                occurs[rows] = true;
            }
        }

        return Integers.Range(1, rowBlock).Where(rows => occurs[rows]);
    }
}
