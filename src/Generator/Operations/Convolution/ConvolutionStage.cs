using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>A convolution of the only sequence of a group, panel by panel. The target is in scratch.</summary>
internal sealed class ConvolutionStage(ConvolutionSettings settings, Value source, Value target, WeightSlot weight, WeightSlot? bias, int added) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override bool IsProduct => true;

    public override IReadOnlyList<Kernel> Kernels => [ConvolveKernel.Of(settings.Before)];

    public override string Formula(BufferNames names) =>
        $"{names.Of(target)} = {Formula(settings, names.Of(source), weight.Name, bias?.Name)}   [{source.Width}] -> [{target.Width}], {settings.Window.Kernel} rows each";

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(Kernels[0])}}(
            ref {{call.FirstRow(source)}}, {{call.Stride(source)}}, sourceRows: {{call.RowCount(source)}},
            ref {{call.Weight(weight)}}, ref {{call.Weight(bias)}},
            ref {{call.Rows(target)}}, {{call.Stride(target)}},
            first: row, rows, added: {{Literals.Integer(added)}}, columns: {{Literals.Integer(target.Width)}}, width: {{Literals.Integer(source.Width)}},
            kernel: {{Literals.Integer(settings.Window.Kernel)}}, stride: {{Literals.Integer(settings.Window.Stride)}}, padding: {{Literals.Integer(settings.Window.Padding)}});
        """);

    /// <summary>What is computed of <paramref name="rows"/>.</summary>
    public static string Formula(ConvolutionSettings settings, string rows, string weight, string? bias)
    {
        string product = $"{rows} * {weight}{(bias is null ? "" : $" + {bias}")}";
        return settings.Before is { } function ? function.Of(product) : product;
    }
}
