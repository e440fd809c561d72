using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>A linear layer and its gate, panel by panel: a panel of the gate is used up before the next one is made.</summary>
internal sealed class GatedStage : Stage
{
    private readonly Value _source;
    private readonly Value _target;
    private readonly Projection _gate;
    private readonly Projection _projection;
    private readonly ElementwiseFunction _activation;
    private readonly Temporary _gates;

    public GatedStage(Value source, Value target, Projection gate, Projection projection, ElementwiseFunction activation, Lowering lowering)
    {
        if (lowering.IsOutput(target))
        {
            throw new InvalidOperationException($"{target} is the caller's: a gated product needs rows with room for whole vectors.");
        }

        _source = source;
        _target = target;
        _gate = gate;
        _projection = projection;
        _activation = activation;
        _gates = new("gates", (Size)SizeName.BlockRows * lowering.Unit.PanelWidth);
    }

    public override IReadOnlyList<Read> Reads => [new(_source)];

    public override IReadOnlyList<Write> Writes => [new(_target)];

    public override IReadOnlyList<Temporary> Temporaries => [_gates];

    public override bool IsProduct => true;

    public override IReadOnlyList<Kernel> Kernels => [GatedKernel.Of(_activation)];

    public override bool HasShares => true;

    public override string Formula(BufferNames names)
    {
        string source = names.Of(_source);
        return $"{names.Of(_target)} = {_activation.Of(_gate.Of(source))} ⊙ ({_projection.Of(source)})   [{_source.Width}] -> [{_target.Width}]";
    }

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            part, ref {{call.Rows(_source)}}, aRow: {{call.Stride(_source)}},
            ref {{call.Weight(_gate.Weight)}}, ref {{call.Weight(_gate.Bias)}},
            ref {{call.Weight(_projection.Weight)}}, ref {{call.Weight(_projection.Bias)}},
            ref {{call.Rows(_target)}}, cRow: {{call.Stride(_target)}}, ref {{call.Scratch(_gates)}},
            rows, columns: {{_target.Width}}, depth: {{_source.Width}});
        """);
}
