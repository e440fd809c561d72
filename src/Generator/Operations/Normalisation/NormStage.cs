using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Normalisation;

/// <summary>A normalisation of each row; the target may be the source.</summary>
internal sealed class NormStage(NormSettings settings, Value source, Value target, WeightSlot weight, WeightSlot? bias) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    /// <summary>The first layer that has the norm: before it, rows are copied as they are.</summary>
    public int FirstLayer { get; init; }

    public override IReadOnlyList<Kernel> Kernels => FirstLayer == 0 ? Norm : [.. Norm, CopyKernel.Kernel];

    private IReadOnlyList<Kernel> Norm => NormKernels.Of(settings, source.Width);

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = {settings.Function}({names.Of(source)}) · {weight.Name}{(bias is null ? "" : $" + {bias.Name}")}   [{source.Width}]{(FirstLayer == 0 ? "" : ", a copy in the first layer")}";

    public override void EmitCall(ICallWriter call)
    {
        if (FirstLayer == 0)
        {
            EmitNorm(call);
            return;
        }

        using (call.Block($"if (layer < {Literals.Integer(FirstLayer)})"))
        {
            new CopyStage(source, target).EmitCall(call);
        }

        using (call.Block("else"))
        {
            EmitNorm(call);
        }
    }

    private void EmitNorm(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Norm[0])}}(
            ref {{call.Rows(source)}}, {{call.Stride(source)}},
            ref {{call.Weight(weight)}}{{(settings.HasBiasTerm ? $", ref {call.Weight(bias)}" : "")}},
            ref {{call.Rows(target)}}, {{call.Stride(target)}},
            rows, width: {{source.Width}}, epsilon: {{Literals.Float(settings.Epsilon)}});
        """);
}
