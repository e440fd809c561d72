using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>Where queries, keys or values are: columns of a value, head after head.</summary>
/// <param name="Value">The value.</param>
/// <param name="Offset">The first head's first feature in a row.</param>
internal readonly record struct HeadColumns(Value Value, int Offset);

/// <summary><c>softmax(q · kᵀ · scale) · v</c> for each head, over the tokens of a sequence.</summary>
internal sealed class AttentionOp(AttentionSettings settings, HeadColumns queries, HeadColumns keys, HeadColumns values, Value target) : LoweredOp
{
    /// <summary>The learned numbers that are added to the scores, the same in all layers, or null.</summary>
    private Parameter? Bias => settings.Bias switch
    {
        ScoreBias.None or ScoreBias.Alibi => null,
        ScoreBias.Buckets => Buckets.Parameter(settings.Heads),
        _ => throw new InvalidOperationException($"No parameter is known for {settings.Bias}."),
    };

    private DistanceBuckets Buckets => settings.Buckets ?? throw new InvalidOperationException("An attention with a bias by buckets has buckets.");

    public override IEnumerable<Value> Sources => new[] { queries.Value, keys.Value, values.Value }.Distinct();

    public override Value Target => target;

    public override IEnumerable<Parameter> Parameters => Bias is { } bias ? [bias] : [];

    public override IEnumerable<Work> WorkIn(int layers)
    {
        string part = ModelPart.OfLayers($"{ModelPart.Attention} between tokens", layers);
        long perPair = 4L * settings.QueryWidth;
        Band band = settings.Band;
        if (keys.Value.Space == RowSpace.Memory)
        {
            return [new(part, layers * perPair, WorkCount.MemoryPairs)];
        }

        int global = band.GlobalLayers(layers);
        Work local = new(part, (layers - global) * perPair, WorkCount.Pairs(band));
        return global == 0 ? [local] : [local, new(part, global * perPair, WorkCount.Pairs(band.OfGlobalLayers()))];
    }

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string bias = Bias is { } parameter ? $"; bias [{Buckets.Count}, {settings.Heads}] = {names.Of(parameter)}" : "";
        string tokens = keys.Value.Space.Symbol;
        yield return new(
            $"{target.Name} = {Formula()}",
            $"q [N, {settings.Heads}, P, {settings.HeadDim}], k, v each [N, {settings.KeyValueHeads}, {tokens}, {settings.HeadDim}]; softmax [N, {settings.Heads}, P, {tokens}]; {target.Name} [N, {settings.Heads}, P, {settings.HeadDim}] -> {target.Shape}{bias}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering)
    {
        // As many as the widest vectors read, so that weights are in the same places for all.
        lowering.Zeros(VectorUnit.MaxLanes * VectorUnit.PanelVectors);
        WeightSlot? bias = Bias is { } parameter ? lowering.Weight(parameter) : null;
        return [new AttentionStage(settings, queries, keys, values, target, bias, Formula(), lowering)];
    }

    private string Formula()
    {
        string condition = settings.Band.Condition;
        return $"softmax({settings.Scores}) · v{(condition.Length == 0 ? "" : $" over the keys with {condition}")}";
    }
}
