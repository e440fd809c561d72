using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Copying;

/// <summary>Copies rows as they are.</summary>
internal sealed class CopyStage(Value source, Value target) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [CopyKernel.Kernel];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = {names.Of(source)}   [{source.Width}]";

    public override void EmitCall(ICallWriter call) => call.Line(
        $"{call.Kernel(CopyKernel.Kernel)}(ref {call.Rows(source)}, {call.Stride(source)}, ref {call.Rows(target)}, {call.Stride(target)}, rows, width: {source.Width});");
}
