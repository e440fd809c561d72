using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Extension.Doubling;

/// <summary>Doubles rows, by way of scratch of its own.</summary>
internal sealed class DoublingStage(Value source, Value target, WeightSlot shift) : Stage
{
    private readonly Temporary _row = new("doubledRow", source.Width);

    public override IReadOnlyList<Read> Reads => [new(source)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Temporary> Temporaries => [_row];

    public override IReadOnlyList<Kernel> Kernels => [DoublingKernel.Kernel];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = 2 · {names.Of(source)} + {shift.Name}   [{source.Width}]";

    public override void EmitCall(ICallWriter call) => call.Line($$"""
        {{call.Kernel(DoublingKernel.Kernel)}}(
            ref {{call.Rows(source)}}, {{call.Stride(source)}}, ref {{call.Rows(target)}}, {{call.Stride(target)}},
            ref {{call.Weight(shift)}}, ref {{call.Scratch(_row)}}, rows, width: {{source.Width}});
        """);
}
