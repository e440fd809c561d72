using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>A group norm over time, in place: one mean and one variance for each group of channels of a sequence.</summary>
/// <param name="groups">Groups of channels: 1, or as many as there are channels.</param>
/// <param name="epsilon">What is added to the variance.</param>
/// <param name="target">The rows.</param>
/// <param name="name">The name of the value that holds the means and variances.</param>
/// <param name="added">Rows at the beginning that are left out of them: a class token's.</param>
internal sealed class ChannelNormOp(int groups, float epsilon, Value target, string name, int added) : LoweredOp
{
    private readonly Value _statistics = new(name, 2, RowSpace.Channels(groups));

    /// <summary>Which one of the role's norms it is, and of how many.</summary>
    public (int Index, int Count) Place { get; init; } = (0, 1);

    private Parameter Weight => Of(TensorPart.Weight);

    private Parameter Bias => Of(TensorPart.Bias);

    public override IEnumerable<Value> Sources => [target];

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => [Weight, Bias];

    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 8L * target.Width)];

    public override IEnumerable<WalkLine> Walk(TensorNames names) =>
    [
        new($"{target.Name} = GroupNorm({target.Name})", $"{target.Shape}, over time and {(groups == 1 ? $"{target.Width} channels" : "each channel")}: {names.Of(Weight)}"),
    ];

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        WeightSlot weight = lowering.Weight(Weight);
        WeightSlot bias = lowering.Weight(Bias);
        return
        [
            new ChannelStatisticsStage(groups, epsilon, target, _statistics, added),
            new ChannelNormStage(groups, target, _statistics, weight, bias),
        ];
    }

    /// <summary>An ONNX file has a dimension of 1 more, for the time.</summary>
    private Parameter Of(TensorPart part) => Parameter.Vector(Role.ConvolutionNorms, part, target.Width) with
    {
        Index = Place.Index,
        IndexCount = Place.Count,
        OtherShapes = new([new([target.Width]), new([target.Width, 1])]),
    };
}
