using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>The cosines and sines of the rotary angles, for each position of the longest sequence.</summary>
internal sealed class RotaryTableOp(RotarySettings settings, Value target) : LoweredOp
{
    public override IEnumerable<Value> Sources => [];

    public override Value Target => target;

    /// <summary>A rotation by one position further takes four products and two sums.</summary>
    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 6L * settings.Pairs)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) =>
        [new(FormattableString.Invariant($"{target.Name} = cos, sin of p · {settings.Theta}^(-2i/{settings.Width})"), target.Shape)];

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new RotaryTableStage(settings, target)];
}
