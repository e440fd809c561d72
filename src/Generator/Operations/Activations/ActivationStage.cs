using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>A function of each element of a block of rows, which have room for whole vectors.</summary>
internal sealed class ActivationStage(ElementwiseFunction activation, Value target) : Stage
{
    public override IReadOnlyList<Read> Reads => [new(target)];

    public override IReadOnlyList<Write> Writes => [new(target)];

    public override IReadOnlyList<Kernel> Kernels => [activation.Kernel];

    public override string Formula(BufferNames names) => $"{names.Of(target)} = {activation.Of(names.Of(target))}";

    public override void EmitCall(ICallWriter call) => call.Line(
        $"{call.Kernel(activation.Kernel)}(ref {call.Rows(target)}, {call.Stride(target)}, rows, columns: {Literals.Integer(target.Width)});");
}
