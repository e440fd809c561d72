using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Pooling;

/// <summary>One row of all rows of each sequence.</summary>
/// <param name="pooling">How.</param>
/// <param name="skipped">Rows at the beginning of each sequence that are left out.</param>
/// <param name="source">The rows.</param>
/// <param name="target">A row for each sequence.</param>
internal sealed class PoolOp(Options.Pooling pooling, int skipped, Value source, Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * (long)source.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = {PoolStage.Formula(pooling, skipped, source.Name)}", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new PoolStage(pooling, skipped, source, target)];
}
