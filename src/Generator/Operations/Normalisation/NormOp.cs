using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.Normalisation;

/// <summary>A normalisation of each row: <c>LayerNorm</c> or <c>RMSNorm</c>.</summary>
internal sealed class NormOp(Role role, NormSettings settings, Value source, Value target) : LoweredOp
{
    /// <summary>The first layer that has the norm: before it, rows are copied as they are.</summary>
    public int FirstLayer { get; init; }

    /// <summary>Which one of the role's norms it is, and of how many.</summary>
    public (int Index, int Count) Place { get; init; } = (0, 1);

    private Parameter Weight => Of(TensorPart.Weight);

    private Parameter? Bias => settings.Bias ? Of(TensorPart.Bias) : null;

    private Parameter Of(TensorPart part) =>
        Parameter.Vector(role, part, source.Width) with { FirstLayer = FirstLayer, Index = Place.Index, IndexCount = Place.Count };

    public override IEnumerable<Value> Sources => [source];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => Bias is { } bias ? [Weight, bias] : [Weight];

    /// <summary>A norm adds each element, subtracts, squares and adds the differences, and scales the result.</summary>
    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 8L * source.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) => [new($"{target.Name} = {settings.Function}({source.Name})", $"{target.Shape}{(FirstLayer == 0 ? "" : $", in the first layer {target.Name} = {source.Name}")}")];

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        WeightSlot weight = lowering.Weight(Weight);
        return [new NormStage(settings, source, target, weight, settings.HasBiasTerm ? lowering.Bias(Bias, source.Width) : null) { FirstLayer = FirstLayer }];
    }
}
