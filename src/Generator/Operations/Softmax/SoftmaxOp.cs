using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Softmax;

/// <summary>The softmax of each row: probabilities of labels.</summary>
internal sealed class SoftmaxOp(Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 16L * target.Width, target.Space)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = softmax({target.Name})", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new SoftmaxStage(target)];
}
