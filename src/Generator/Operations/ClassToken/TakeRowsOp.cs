using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.ClassToken;

/// <summary>The rows of the input, with room for the class token before those of each sequence.</summary>
internal sealed class TakeRowsOp(Value source, Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * (long)target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = [0; {source.Name}]", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new TakeRowsStage(source, target)];
}
