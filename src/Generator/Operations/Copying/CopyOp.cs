using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Copying;

/// <summary>The residual stream begins as the input.</summary>
internal sealed class CopyOp(Value source, Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * (long)source.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = {source.Name}", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new CopyStage(source, target)];
}
