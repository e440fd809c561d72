using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>Rotates the features of queries and keys in pairs, by angles that grow with the position in the sequence. In place.</summary>
/// <param name="settings">The pairs.</param>
/// <param name="attention">The attention, whose queries and keys they are.</param>
/// <param name="target">What has queries and, behind them, keys.</param>
/// <param name="tables">The angles.</param>
internal sealed class RotaryOp(RotarySettings settings, AttentionSettings attention, Value target, RotaryTables tables) : LoweredOp
{
    public override IEnumerable<Value> Sources => [target, .. tables.All];

    public override Value Target => target;

    public override IEnumerable<ResultName> Results => [new("rotatedQ", 0, attention.QueryWidth), new("rotatedK", attention.QueryWidth, attention.KeyWidth)];

    /// <summary>Two products and a sum for each rotated feature.</summary>
    public override IEnumerable<Work> WorkIn(int layers) => [Work.OnElements(layers * 3L * settings.Width * (attention.Heads + attention.KeyValueHeads))];

    public override IEnumerable<WalkLine> Walk(TensorNames names)
    {
        string features = settings.Width == attention.HeadDim ? "" : $" of the first {settings.Width} features";
        yield return new(
            $"q, k = rotate(q, k; {tables.Formula})",
            $"q [N, {attention.Heads}, P, {attention.HeadDim}], k [N, {attention.KeyValueHeads}, P, {attention.HeadDim}]; pairs{features}: {(settings.IsInterleaved ? "2i and 2i + 1" : $"i and i + {settings.Pairs}")}");
    }

    public override IEnumerable<Stage> Lower(Lowering lowering) => [new RotaryStage(settings, attention, target, tables)];
}

/// <summary>The angles that a rotation reads: one table for all layers, or one for the global and one for the local ones.</summary>
/// <param name="Global">That of all layers, or of the global ones.</param>
/// <param name="Local">That of the local layers, or null.</param>
/// <param name="GlobalEvery">Every so many layers, from the first on, is global; 0 where there is one table.</param>
internal sealed record RotaryTables(Value Global, Value? Local = null, int GlobalEvery = 0)
{
    public IReadOnlyList<Value> All => Local is null ? [Global] : [Global, Local];

    public string Formula => Local is null ? Global.Name : $"{Local.Name}, or {Global.Name} in global layers";
}
