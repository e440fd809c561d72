using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>The mean and the reciprocal of the deviation of some groups of channels. One worker goes through all rows of a group, so that threads do not change the sums.</summary>
internal sealed class ChannelStatisticsStage(int groups, float epsilon, Value source, Value target, int added) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [groups == 1 ? ChannelNormKernels.OfAll : ChannelNormKernels.OfEach];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = mean and 1 / deviation of {names.Of(source)}   over all rows{(groups == 1 ? " and channels" : " of each channel")}";

    public override void EmitCall(ICallWriter call)
    {
        string which = groups == 1 ? $"width: {Literals.Integer(source.Width)}" : "first: row, channels: rows";
        call.Line($$"""
            {{call.Kernel(Kernels[0])}}(
                ref {{call.FirstRow(source)}}, {{call.Stride(source)}}, skipped: {{Literals.Integer(added)}}, end: {{call.RowCount(source)}},
                ref {{call.Rows(target)}}, {{call.Stride(target)}}, {{which}}, epsilon: {{Literals.Float(epsilon)}});
            """);
    }
}
