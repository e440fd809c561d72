using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Normalisation;

/// <summary>A normalisation of each row; the target may be the source.</summary>
internal sealed class NormStage(NormSettings settings, Value source, Value target, WeightSlot weight, WeightSlot? bias, VectorUnit unit) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [NormKernels.Of(settings, isNarrow: source.Width < unit.Lanes)];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = {settings.Function}({names.Of(source)}) · {weight.Name}{(bias is null ? "" : $" + {bias.Name}")}   [{source.Width}]";

    public override void EmitCall(CallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            ref {{call.Rows(source)}}, {{call.Stride(source)}},
            ref {{call.Weight(weight)}}{{(settings.HasBiasTerm ? $", ref {call.Weight(bias)}" : "")}},
            ref {{call.Rows(target)}}, {{call.Stride(target)}},
            rows, width: {{source.Width}}, epsilon: {{Literals.Float(settings.Epsilon)}});
        """);
}
