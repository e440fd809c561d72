using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>Fills the table of a block of positions.</summary>
internal sealed class RotaryTableStage(RotarySettings settings, Value target) : Stage
{
    public override IReadOnlyList<Read> Reads => [];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [RotaryTableKernel.Of(settings.IsInterleaved)];

    public override string Formula(BufferNames names) =>
        FormattableString.Invariant($"{names.Of(target)} = cos, sin of p · {settings.Theta}^(-2i/{settings.Width})   for each position p");

    public override void EmitCall(ICallWriter call)
    {
        string frequencies = string.Join(", ", Enumerable.Range(0, settings.Pairs).Select(pair => Literals.Double(settings.Frequency(pair))));
        call.Line($$"""
            {{call.Kernel(Kernels[0])}}(
                ref {{call.Rows(target)}}, {{call.Stride(target)}}, first: row, rows,
                frequencies: [{{frequencies}}]);
            """);
    }
}
