using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Tests.Extension.Doubling;

/// <summary><c>y = 2 · x + shift</c>: an operation that the generator knows nothing of, with a role of its own.</summary>
internal sealed class DoublingOp(Value source, Value target) : LoweredOp
{
    /// <summary>A role that no file of the generator names. Its tensor has no module around it, and each layer has one.</summary>
    public static readonly Role Role = new("Shift", "doubling", Occurrence.EachLayer, TensorKind.Exact);

    private Parameter Shift => Parameter.Vector(Role, TensorPart.Itself, source.Width);

    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => [Shift];

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 2L * source.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = 2 · {source.Name} + {names.Of(Shift)}", target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new DoublingStage(source, target, lowering.Weight(Shift))];
}
