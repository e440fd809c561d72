using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>Where queries, keys or values are: columns of a value, head after head.</summary>
/// <param name="Value">The value.</param>
/// <param name="Offset">The first head's first feature in a row.</param>
internal readonly record struct HeadColumns(Value Value, int Offset);

/// <summary><c>softmax(q · kᵀ · scale) · v</c> for each head, over the tokens of a sequence.</summary>
internal sealed class AttentionOp(AttentionSettings settings, HeadColumns queries, HeadColumns keys, HeadColumns values, Value target) : Op
{
    public override IEnumerable<Value> Sources => new[] { queries.Value, keys.Value, values.Value }.Distinct();

    public override Value Target => target;

    public override Cost Cost => new(0, 4L * settings.QueryWidth);

    public override IEnumerable<WalkLine> Walk(TensorNames names) =>
    [
        new(
            $"{target.Name} = {Formula()}",
            $"q [N, {settings.Heads}, P, {settings.HeadDim}], k, v each [N, {settings.KeyValueHeads}, P, {settings.HeadDim}]; softmax [N, {settings.Heads}, P, P]; {target.Name} [N, {settings.Heads}, P, {settings.HeadDim}] -> {target.Shape}"),
    ];

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        lowering.Zeros(lowering.Unit.PanelWidth);
        return [new AttentionStage(settings, queries, keys, values, target, Formula(), lowering)];
    }

    private string Formula()
    {
        string scale = settings.Scale == 1 ? "" : settings.Scale == 1 / Math.Sqrt(settings.HeadDim) ? $" / √{settings.HeadDim}" : FormattableString.Invariant($" · {(float)settings.Scale}");
        return $"softmax(q · kᵀ{scale}) · v";
    }
}
