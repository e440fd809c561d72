using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary>What <c>[Encoder]</c> and <c>[MultiHeadAttention]</c> declare of an attention.</summary>
internal sealed record AttentionDeclaration(
    int Embed, int Heads, int KeyValueHeads, int HeadDim, float? Scale, bool QkvBias, bool KeyBias, bool OutBias, Band Band, PositionSettings Position)
{
    public AttentionSettings Settings
    {
        get
        {
            double scale = Scale ?? 1 / Math.Sqrt(HeadDim);
            return new(Heads, KeyValueHeads, HeadDim, scale, Band, Position.ScoreBias, Position.BucketsOf(scale, Band));
        }
    }

    /// <summary>Reads what both attributes have.</summary>
    /// <param name="arguments">The attribute.</param>
    /// <param name="bias">Its <c>Bias</c>.</param>
    /// <returns>The declaration, or null where a size is missing or wrong.</returns>
    public static AttentionDeclaration? Read(ModuleArguments arguments, bool bias)
    {
        int? embed = arguments.Size("Embed");
        int? heads = arguments.Size("Heads");
        int? headDim = arguments.IsWritten("HeadDim") ? arguments.OptionalSize("HeadDim", 1) : null;
        if (headDim is null)
        {
            arguments.Divides(embed, heads);
        }

        float? scale = arguments.IsWritten("Scale") ? arguments.Positive("Scale", 1) : null;
        bool qkvBias = arguments.Flag("QkvBias", bias);
        bool keyBias = arguments.Flag("KeyBias", qkvBias);
        bool outBias = arguments.Flag("OutBias", bias);
        if (keyBias && !qkvBias)
        {
            arguments.Contradiction("KeyBias", "KeyBias = true", "QkvBias = false", "the bias of the keys is a part of the bias of q, k and v; set QkvBias = true, or remove KeyBias",
                arguments.Remove("KeyBias"), arguments.Set("QkvBias", "true"));
        }

        Band band = ReadBand(arguments);
        int? width = headDim ?? (embed is { } e && heads is { } h && e % h == 0 ? e / h : null);
        PositionSettings position = PositionSettings.Read(arguments, width, band);
        int keyValueHeads = arguments.OptionalSize("KeyValueHeads", heads ?? 1);
        if (heads is { } queryHeads && queryHeads % keyValueHeads != 0)
        {
            int[] divisors = Enumerable.Range(1, Math.Min(queryHeads, 4096)).Where(count => queryHeads % count == 0).ToArray();
            int[] nearest = new[] { divisors.Where(count => count < keyValueHeads).DefaultIfEmpty(1).Max(), divisors.Where(count => count > keyValueHeads).DefaultIfEmpty(queryHeads).Min() }
                .Distinct().ToArray();
            string near = string.Join(" or ", nearest.Select(count => "KeyValueHeads = " + Literals.Integer(count)));
            arguments.Contradiction(
                "KeyValueHeads", "KeyValueHeads = " + Literals.Integer(keyValueHeads), "Heads = " + Literals.Integer(queryHeads), $"each head of keys and values serves equally many query heads; use {near}",
                nearest.Select(count => arguments.Set("KeyValueHeads", count)).ToArray());
        }

        return embed is { } features && heads is { } count && width is { } headWidth && arguments.Valid
            ? new(features, count, keyValueHeads, headWidth, scale, qkvBias, keyBias, outBias, band, position)
            : null;
    }

    private static Band ReadBand(ModuleArguments arguments)
    {
        AttentionMask mask = arguments.Enumeration("Mask", AttentionMask.None);
        int? window = arguments.IsWritten("Window") ? arguments.OptionalSize("Window", 2) : null;
        int globalEvery = arguments.IsWritten("GlobalEvery") ? arguments.OptionalSize("GlobalEvery", 1) : 0;
        arguments.OnlyWith(window is not null, "Window", "an attention without Window", "GlobalEvery");
        int? reach = window / 2;
        int? forward = mask switch
        {
            AttentionMask.None => reach,
            AttentionMask.Causal => 0,
            _ => null, // An unknown value is reported.
        };
        return new(reach, forward, globalEvery);
    }

    /// <summary>Adds what the attention needs names for.</summary>
    /// <param name="roles">Where it is added.</param>
    /// <param name="memory">The property that makes it a cross-attention, or null.</param>
    public NamedRoles AddTo(NamedRoles roles, string? memory = null) => (memory is null ? roles.With(Role.Qkv) : roles.Where(false, memory, Role.Qkv).With(Role.Query, Role.KeyValue))
        .With(Role.Out)
        .Where(Position.Kind == PositionEncoding.RelativeBuckets, PositionSettings.Written(Position.Kind), Role.RelativeBias);

    /// <summary>Adds the sizes of everything that the attention multiplies or holds.</summary>
    public Products AddTo(Products products, int memory, int output)
    {
        long queries = (long)Heads * HeadDim;
        long keys = 2L * KeyValueHeads * HeadDim;
        if (queries == Embed && keys == 2 * queries && memory == Embed && output == Embed)
        {
            products.Weight("3 × Embed × Embed", "Embed", Embed, queries + keys).Weight("Embed × Embed", "Embed", queries, output);
        }
        else
        {
            products
                .Weight("Heads × HeadDim × Embed", "Heads or HeadDim or Embed", Embed, queries)
                .Weight("2 × KeyValueHeads × HeadDim × Embed", "KeyValueHeads or HeadDim or Embed", memory, keys)
                .Weight("Embed × Heads × HeadDim", "Heads or HeadDim or Embed", queries, output);
        }

        if (Position.Kind == PositionEncoding.RelativeBuckets)
        {
            products
                .Weight("Buckets × Heads", "Buckets or Heads", Position.Buckets, Heads)
                .Weight("Heads × 2 × MaxDistance", "Heads or MaxDistance", Heads, 2L * Position.MaxDistance);
        }

        return products
            .Activations("3 × Embed", queries + keys)
            .Activations("Embed", Math.Max(queries, Math.Max(Embed, output)));
    }
}
