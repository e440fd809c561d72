using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.ClassToken;

/// <summary>The class token in the first row of each sequence.</summary>
internal sealed class ClassTokenOp(Value target) : LoweredOp
{
    private Parameter Token => Parameter.Vector(Role.ClassToken, TensorPart.Itself, target.Width) with
    {
        OtherShapes = new([new([1, 1, target.Width]), new([1, target.Width])]),
    };

    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => [Token];

    public override IEnumerable<Work> WorkIn(int layers) => [];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name}[0] = class token", $"[{target.Width}] = {names.Of(Token)}")];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new ClassTokenStage(target, lowering.Weight(Token))];
}
