using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>Brings a block of rows to the mean 0 and the variance 1 of their groups of channels, in place.</summary>
internal sealed class ChannelNormStage(int groups, Value target, Value statistics, WeightSlot weight, WeightSlot bias) : Stage
{
    private readonly Temporary _channels = new("channels", Arithmetic.RoundUp(2L * target.Width, CacheLine.Floats));

    public override IReadOnlyList<Read> Reads => [new(target), new(statistics, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Temporary> Temporaries => [_channels];

    public override IReadOnlyList<Kernel> Kernels => [ChannelNormKernels.Normalise];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = GroupNorm({names.Of(target)}) · {weight.Name} + {bias.Name}   [{target.Width}], {names.Of(statistics)}";

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            ref {{call.FirstRow(statistics)}}, {{(groups == 1 ? "0" : call.Stride(statistics))}},
            ref {{call.Weight(weight)}}, ref {{call.Weight(bias)}}, ref {{call.Scratch(_channels)}},
            ref {{call.Rows(target)}}, {{call.Stride(target)}}, rows, width: {{Literals.Integer(target.Width)}});
        """);
}
