using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// Turns operations into stages and gives each tensor its memory. A residual sum is fused into the linear layer before it, which adds to
/// the output in place; an activation works in place; row-wise stages in a row run by row blocks; an attention needs all its tokens.
/// </summary>
internal sealed class Lowering(ModuleGraph graph, VectorUnit unit, WeightLayout weights)
{
    private readonly Dictionary<Tensor, Buffer> _buffers = [];
    private readonly List<Stage> _stages = [];

    private Buffer Output => field ??= new("output", BufferScope.Output, graph.Output.Width, graph.Output.Width);

    private Buffer Input => field ??= new("input", BufferScope.Input, graph.Input.Width, graph.Input.Width);

    public IReadOnlyList<Segment> Run()
    {
        PlaceStream();
        IReadOnlyList<Op> ops = graph.Ops;
        for (int i = 0; i < ops.Count; i++)
        {
            switch (ops[i])
            {
                case LayerNormOp norm:
                    _stages.Add(new LayerNormStage(norm, _buffers[norm.Source], Target(norm), weights.Add(norm.Weight), Bias(norm.BiasVector)));
                    break;

                case LinearOp linear:
                    AddOp? sum = i + 1 < ops.Count && ops[i + 1] is AddOp next && next.Source == linear.Target ? next : null;
                    Linear(linear, sum);
                    i += sum is null ? 0 : 1;
                    break;

                case ActivationOp activation:
                    _buffers[activation.Target] = _buffers[activation.Source];
                    _stages.Add(new ActivationStage(activation, _buffers[activation.Source]));
                    break;

                case AttentionOp attention:
                    int features = (int)Arithmetic.RoundUp(attention.Embed, VectorUnit.TransposedFeatures);
                    Buffer context = new(attention.Target.Name, BufferScope.Queries, attention.Embed, features);
                    Buffer scores = new("scores", BufferScope.Scores, unit.PanelWidth, unit.PanelWidth);
                    Buffer sums = new("sums", BufferScope.Fixed, unit.PanelWidth, unit.PanelWidth);
                    _buffers[attention.Target] = context;
                    _stages.Add(new AttentionStage(attention, _buffers[attention.Source], context, scores, sums, weights.Zeros));
                    break;

                default:
                    throw new InvalidOperationException($"No stage is known for {ops[i].GetType().Name} at this place.");
            }
        }

        return Segments();
    }

    /// <summary>
    /// With a residual stream the output holds it from the start: the input is copied there, and all sums happen in place. Without one the
    /// input is read where it is.
    /// </summary>
    private void PlaceStream()
    {
        _buffers[graph.Input] = Input;
        if (graph.Ops.OfType<AddOp>().Any(sum => sum.Residual == graph.Input))
        {
            _stages.Add(new CopyStage(Input, Output));
            _buffers[graph.Input] = Output;
        }
    }

    private void Linear(LinearOp linear, AddOp? sum)
    {
        WeightSlot weight = weights.Add(linear.Weight);
        WeightSlot bias = Bias(linear.BiasVector);
        Buffer source = _buffers[linear.Source];
        Buffer target = sum is null ? Target(linear) : _buffers[sum.Residual];
        if (sum is not null)
        {
            _buffers[sum.Target] = target;
        }

        // The caller's rows are as long as they are: what is left of the last vectors goes through a tile in scratch.
        Buffer? ragged = target.Scope == BufferScope.Output && linear.Outputs % unit.Lanes != 0
            ? RaggedTile()
            : null;
        if (source.Scope == BufferScope.Queries)
        {
            _stages.Add(new ContextLinearStage(linear, source, target, weight, bias, sum is not null, ragged));
            return;
        }

        if (source.Scope == BufferScope.Input && target.Scope == BufferScope.Output)
        {
            // Both may be the same memory, and the first panel's results would overwrite what the second one reads.
            Buffer staged = new("staged", BufferScope.Block, linear.Inputs, Planner.Stride(linear.Inputs, unit));
            _stages.Add(new CopyStage(source, staged));
            source = staged;
        }

        _stages.Add(new LinearStage(linear, source, target, weight, bias, sum is not null, ragged));
    }

    private Buffer RaggedTile()
    {
        int floats = Math.Max(unit.TileRows, VectorUnit.NarrowTileRows) * unit.PanelWidth;
        return new("ragged", BufferScope.Fixed, floats, floats);
    }

    private WeightSlot Bias(Parameter? bias) => bias is null ? weights.Zeros : weights.Add(bias);

    /// <summary>The memory for what <paramref name="op"/> makes: the output, or scratch for as many rows as its readers need at once.</summary>
    private Buffer Target(Op op)
    {
        if (op.Target == graph.Output)
        {
            return _buffers[op.Target] = Output;
        }

        bool allTokens = graph.Ops.Any(reader => reader is AttentionOp && reader.Source == op.Target);
        return _buffers[op.Target] = new(
            op.Target.Name, allTokens ? BufferScope.Group : BufferScope.Block, op.Target.Width, Planner.Stride(op.Target.Width, unit));
    }

    private List<Segment> Segments()
    {
        List<Segment> segments = [];
        for (int i = 0; i < _stages.Count;)
        {
            bool byRowBlock = IsRowWise(_stages[i]);
            List<Stage> run = _stages.Skip(i).TakeWhile(stage => IsRowWise(stage) == byRowBlock).ToList();
            segments.Add(new(byRowBlock, new(run)));
            i += run.Count;
        }

        return segments;

        static bool IsRowWise(Stage stage) => stage is not (AttentionStage or ContextLinearStage);
    }
}
