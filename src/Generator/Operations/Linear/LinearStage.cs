using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>A linear layer, panel by panel, with what is done to each panel's columns as soon as they are there.</summary>
internal sealed class LinearStage : Stage
{
    private readonly Value _source;
    private readonly Value _target;
    private readonly WeightSlot _weight;
    private readonly WeightSlot? _bias;
    private readonly bool _add;
    private readonly ElementwiseFunction? _activation;
    private readonly Temporary? _ragged;

    public LinearStage(Value source, Value target, WeightSlot weight, WeightSlot? bias, bool add, ElementwiseFunction? activation, Lowering lowering)
    {
        if (add && activation is not null)
        {
            throw new InvalidOperationException("A linear layer that adds to its target has no activation.");
        }

        _source = source;
        _target = target;
        _weight = weight;
        _bias = bias;
        _add = add;
        _activation = activation;

        // Scratch has room for whole vectors; the caller's rows end where they end: what is left of the last vectors goes through a tile in scratch.
        VectorUnit unit = lowering.Unit;
        _ragged = lowering.IsOutput(target) && target.Width % VectorUnit.MaxLanes != 0
            ? new("ragged", Math.Max(unit.TileRows, VectorUnit.NarrowTileRows) * unit.PanelWidth)
            : null;
    }

    /// <summary>The product alone, for a traced model: of a layer whose result goes on in the kernel.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="source">The rows.</param>
    /// <param name="target">The layer's target.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">The bias, or null.</param>
    /// <param name="lowering">What the operation has.</param>
    public static LinearStage ForTrace(string name, Value source, Value target, WeightSlot weight, WeightSlot? bias, Lowering lowering)
    {
        Value product = new("product", target.Width, target.Space);
        return new(source, product, weight, bias, add: false, activation: null, lowering)
        {
            IsForTrace = true,
            Traced = [new(new(name, 0, product.Width), product, IsOfLayer: false)],
        };
    }

    public override IReadOnlyList<Read> Reads => _add ? [new(_source), new(_target)] : [new(_source)];

    public override IReadOnlyList<Write> Writes => [new(_target)];

    public override IReadOnlyList<Temporary> Temporaries => _ragged is null ? [] : [_ragged];

    public override bool IsProduct => true;

    public override IReadOnlyList<Kernel> Kernels => [ProjectKernel.Of(_activation, isRagged: _ragged is not null)];

    public override bool HasShares => true;

    public override string Formula(BufferNames names)
    {
        string product = $"{names.Of(_source)} · {_weight.Name}ᵀ{(_bias is null ? "" : $" + {_bias.Name}")}";
        return $"{names.Of(_target)} {(_add ? "+=" : "=")} {(_activation is null ? product : _activation.Of(product))}   [{_source.Width}] -> [{_target.Width}]";
    }

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            part, ref {{call.Rows(_source)}}, aRow: {{call.Stride(_source)}},
            ref {{call.Weight(_weight)}}, ref {{call.Weight(_bias)}},
            ref {{call.Rows(_target)}}, cRow: {{call.Stride(_target)}},
            rows, columns: {{_target.Width}}, depth: {{_source.Width}}{{(_activation is null ? $", add: {(_add ? "true" : "false")}" : "")}}{{(_ragged is null ? "" : ", ref " + call.Scratch(_ragged))}});
        """);
}
