using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Operations.Rotary;
using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary>The operations of an attention: what all layers share, and those of a layer.</summary>
internal sealed class AttentionBlock
{
    private readonly AttentionDeclaration _attention;
    private readonly RotaryTables? _tables;
    private readonly List<Op> _shared = [];

    /// <param name="attention">The declaration.</param>
    /// <param name="layers">How many layers have it.</param>
    public AttentionBlock(AttentionDeclaration attention, int layers)
    {
        _attention = attention with { Band = attention.Band.InLayers(layers) };
        if (attention.Position.Rotary is { } rotary)
        {
            _tables = Tables(rotary, _attention.Band.GlobalEvery);
        }
    }

    /// <summary>What is made once, before the first layer.</summary>
    public IReadOnlyList<Op> Shared => _shared;

    /// <summary>The operations from <paramref name="x"/> to <paramref name="y"/>, whose result is multiplied with <paramref name="scale"/> if there is one.</summary>
    public IEnumerable<Op> Ops(Value x, Value y, bool add, Role? scale = null)
    {
        AttentionSettings settings = _attention.Settings;
        Value qkv = new("qkv", settings.QueryWidth + (2 * settings.KeyWidth));
        Value context = new("context", settings.QueryWidth);
        OutputPart[] parts =
        [
            new("q", settings.QueryWidth, _attention.QkvBias),
            new("k", settings.KeyWidth, _attention.KeyBias),
            new("v", settings.KeyWidth, _attention.QkvBias),
        ];
        yield return new LinearOp(Role.Qkv, x, qkv, _attention.QkvBias) { Parts = new(parts) };
        if (_attention.Position.Rotary is { } rotary)
        {
            yield return new RotaryOp(rotary, settings, qkv, _tables!);
        }

        yield return new AttentionOp(settings, new(qkv, 0), new(qkv, settings.QueryWidth), new(qkv, settings.QueryWidth + settings.KeyWidth), context) { Result = "context" };
        yield return new LinearOp(Role.Out, context, y, _attention.OutBias, add) { Scale = scale, Product = add ? "attention" : "", Result = add ? "attended" : "output" };
    }

    /// <summary>The operations of a cross-attention from <paramref name="x"/> and <paramref name="memory"/> to <paramref name="y"/>.</summary>
    public IEnumerable<Op> CrossOps(Value x, Value memory, Value y)
    {
        AttentionSettings settings = _attention.Settings;
        Value q = new("q", settings.QueryWidth);
        Value kv = new("kv", 2 * settings.KeyWidth, RowSpace.Memory);
        Value context = new("context", settings.QueryWidth);
        OutputPart[] parts = [new("k", settings.KeyWidth, _attention.KeyBias), new("v", settings.KeyWidth, _attention.QkvBias)];
        return
        [
            new LinearOp(Role.KeyValue, memory, kv, _attention.QkvBias) { Parts = new(parts) },
            new LinearOp(Role.Query, x, q, _attention.QkvBias) { Result = "q" },
            new AttentionOp(settings, new(q, 0), new(kv, 0), new(kv, settings.KeyWidth), context) { Result = "context" },
            new LinearOp(Role.Out, context, y, _attention.OutBias) { Result = "output" },
        ];
    }

    private RotaryTables Tables(RotarySettings rotary, int globalEvery)
    {
        Value ofAll = Table("angles", rotary);
        float localTheta = _attention.Position.LocalTheta;
        return globalEvery == 0 || localTheta == rotary.Theta
            ? new(ofAll)
            : new(ofAll, Table("localAngles", rotary with { Theta = localTheta }), globalEvery);
    }

    private Value Table(string name, RotarySettings rotary)
    {
        Value table = new(name, rotary.TableWidth, RowSpace.Positions);
        _shared.Add(new RotaryTableOp(rotary, table));
        return table;
    }
}
