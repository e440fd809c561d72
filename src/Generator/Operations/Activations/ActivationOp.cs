using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>A function of each element, in place, of rows in scratch.</summary>
internal sealed class ActivationOp(ElementwiseFunction activation, Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 8L * target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = {activation.Of(target.Name)}", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => lowering.IsOutput(target)
        ? throw new InvalidOperationException($"{target} is the caller's, which has no room for whole vectors.")
        : [new ActivationStage(activation, target)];
}
