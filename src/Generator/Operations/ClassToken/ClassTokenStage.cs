using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.ClassToken;

/// <summary>Writes the class token to the first row of each sequence.</summary>
internal sealed class ClassTokenStage(Value target, WeightSlot token) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(target)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [ClassTokenKernels.SetFirstRows];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = {token.Name} in the first row of each sequence";

    public override void EmitCall(ICallWriter call) => call.Line(
        $"{call.Kernel(Kernels[0])}(part, ref {call.Weight(token)}, ref {call.Rows(target)}, {call.Stride(target)}, first: row, rows, width: {target.Width});");
}
