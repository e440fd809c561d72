using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Extension.Doubling;

/// <summary><c>y = 2 · x + shift</c>: an operation that the generator knows nothing of.</summary>
internal sealed class DoublingOp(Value source, Value target) : Op
{
    private Parameter Shift => Parameter.Vector(Role.Norm, TensorPart.Bias, source.Width, Initialisation.Zero);

    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => [Shift];

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 2L * source.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = 2 · {source.Name} + {names.Of(Shift)}", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new DoublingStage(source, target, lowering.Weight(Shift))];
}
