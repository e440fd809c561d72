using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Pooling;

/// <summary><c>x / max(‖x‖₂, 1e-12)</c>, PyTorch's <c>F.normalize</c>.</summary>
internal sealed class NormalizeOp(Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 3L * target.Width, target.Space)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} /= ‖{target.Name}‖₂", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new NormalizeStage(target)];
}
