using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

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

    /// <param name="graph">The model.</param>
    /// <param name="unit">The instruction set.</param>
    /// <param name="isTraced">Whether the model hands out its results.</param>
    public static BodyPlan Plan(ModuleGraph graph, VectorUnit unit, bool isTraced = false)
    {
        WeightLayout weights = new(unit, graph.Tied);
        List<StageList> parts = [];
        foreach (Node node in graph.Nodes)
        {
            LayerStack? stack = node is Repeat repeat ? weights.AddStack(repeat) : null;
            List<Stage> stages = Lower(node, new(graph, unit, weights, stack, isTraced));
            if (stack is null && parts.Count > 0 && parts[parts.Count - 1] is { Stack: null } before)
            {
                parts[parts.Count - 1] = before with { Stages = [.. before.Stages, .. stages] };
            }
            else
            {
                parts.Add(new(stack, stages));
            }
        }

        if (isTraced && weights.Stacks.Count > 1)
        {
            throw new InvalidOperationException("Results of several stacks cannot be traced: their layers have the same names.");
        }

        weights.Seal();
        Schedule schedule = Schedule.Create(parts);
        Placement placement = Placement.Create(graph, schedule, unit);
        return new BodyPlan
        {
            Unit = unit,
            Graph = graph,
            IsTraced = isTraced,
            RowBlock = RowBlock(schedule, placement),
            Schedule = schedule,
            Placement = placement,
            Weights = weights,
            Scratch = ScratchLayout.Create(schedule, placement),
            Kernels = Kernel.WithAllUsed(schedule.Stages.SelectMany(stage => stage.Kernels)),
        };
    }

    /// <summary>The stages of a node's operations.</summary>
    private static List<Stage> Lower(Node node, Lowering lowering)
    {
        List<Stage> all = [];
        foreach (Op op in node.Ops)
        {
            List<Stage> stages = LoweredOp.Of(op).Lower(lowering).ToList();
            if (!op.WorkIn(1).Any(work => work.IsProduct) && stages.Exists(stage => stage.IsProduct))
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

            all.AddRange(stages);
        }

        return all;
    }

    private static int RowBlock(Schedule schedule, Placement placement)
    {
        long widest = schedule.Phases().Max(phase => phase
            .SelectMany(step => placement.Of(step.Stage)).Distinct()
            .Sum(buffer => buffer.Length.Slope(SizeName.BlockRows)));
        long fitting = BlockFloats / Math.Max(1, widest) / Rows.Step * Rows.Step;
        return (int)Math.Max(Rows.Step, Math.Min(MostBlockRows, fitting));
    }
}
