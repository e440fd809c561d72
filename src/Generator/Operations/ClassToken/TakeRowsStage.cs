using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.ClassToken;

/// <summary>Copies the rows of the input behind the row that the class token gets.</summary>
internal sealed class TakeRowsStage(Value source, Value target) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(source, ReadRows.WholeSequence)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [ClassTokenKernels.TakeRows];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = [0; {names.Of(source)}]   a row more for each sequence";

    public override void EmitCall(ICallWriter call) => call.Line(
        $"{call.Kernel(Kernels[0])}(part, ref {call.FirstRow(source)}, {call.Stride(source)}, ref {call.Rows(target)}, {call.Stride(target)}, first: row, rows, width: {target.Width});");
}
