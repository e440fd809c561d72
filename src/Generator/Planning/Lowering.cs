using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Graph.Ops;

namespace ShapeGen.Generator.Planning;

/// <summary>
/// Turns operations into stages and gives each tensor its memory. A residual sum is fused into the linear layer before it, which adds to
/// the output in place; an activation into the linear layer before it, in place; an attention begins a phase, as it needs
/// the keys and values of all rows.
/// </summary>
internal sealed class Lowering(ModuleGraph graph, VectorUnit unit, WeightLayout weights)
{
    private readonly Dictionary<Tensor, Buffer> _buffers = [];
    private readonly List<Stage> _stages = [];

    private Buffer Output => field ??= new("output", BufferScope.Output, graph.Output.Width, graph.Output.Width);

    private Buffer Input => field ??= new("input", BufferScope.Input, graph.Input.Width, graph.Input.Width);

    public IReadOnlyList<Phase> Run()
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
                    Op? next = i + 1 < ops.Count && ops[i + 1].Source == linear.Target ? ops[i + 1] : null;
                    Linear(linear, next as AddOp, next as ActivationOp);
                    i += next is AddOp or ActivationOp ? 1 : 0;
                    break;

                case AttentionOp attention:
                    Attention(attention);
                    break;

                default:
                    throw new InvalidOperationException($"No stage is known for {ops[i].GetType().Name} at this place.");
            }
        }

        return Phases();
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

    private void Linear(LinearOp linear, AddOp? sum, ActivationOp? activation)
    {
        WeightSlot weight = weights.Add(linear.Weight);
        WeightSlot bias = Bias(linear.BiasVector);
        Buffer source = _buffers[linear.Source];
        Buffer target = sum is null ? Target(linear) : _buffers[sum.Residual];
        if (sum is not null)
        {
            _buffers[sum.Target] = target;
        }

        if (activation is not null)
        {
            _buffers[activation.Target] = target;
        }

        // The caller's rows are as long as they are: what is left of the last vectors goes through a tile in scratch.
        Buffer? ragged = target.Scope == BufferScope.Output && linear.Outputs % unit.Lanes != 0
            ? RaggedTile()
            : null;
        if (source.Scope == BufferScope.Input && (target.Scope == BufferScope.Output || Planner.Collides(linear.Inputs)))
        {
            // Input and output may be the same memory, and the first panel's results would overwrite what the second one reads. Or the
            // caller's rows fall in each other's way in the cache, as scratch rows do not.
            Buffer staged = new("staged", BufferScope.Block, linear.Inputs, Planner.Stride(linear.Inputs, unit));
            _stages.Add(new CopyStage(source, staged));
            source = staged;
        }

        _stages.Add(new LinearStage(linear, source, target, weight, bias, sum is not null, activation, ragged));
    }

    private void Attention(AttentionOp attention)
    {
        int features = (int)Arithmetic.RoundUp(attention.HeadDim, VectorUnit.TransposedFeatures);
        Buffer context = new(
            attention.Target.Name, BufferScope.PaddedBlock, attention.Embed, Planner.Stride(attention.Embed + features - attention.HeadDim, unit));
        _buffers[attention.Target] = context;
        _stages.Add(new AttentionStage(
            attention,
            _buffers[attention.Source],
            context,
            Transposed("queries"),
            Transposed("answers"),
            new("scores", BufferScope.Scores, unit.PanelWidth, unit.PanelWidth),
            new("sums", BufferScope.Fixed, unit.PanelWidth, unit.PanelWidth),
            weights.Zeros));

        Buffer Transposed(string name) => new(name, BufferScope.Fixed, attention.HeadDim * unit.PanelWidth, features * unit.PanelWidth);
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

    /// <summary>Each attention begins a phase.</summary>
    private List<Phase> Phases()
    {
        List<Phase> phases = [];
        for (int i = 0; i < _stages.Count;)
        {
            List<Stage> stages = [_stages[i], .. _stages.Skip(i + 1).TakeWhile(stage => stage is not AttentionStage)];
            phases.Add(new(new(stages)));
            i += stages.Count;
        }

        return phases;
    }
}
