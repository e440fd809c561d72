using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Linear;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[MultiHeadAttention(Embed, Heads)]</c>.</summary>
internal sealed record AttentionModule(int Embed, int Heads, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    private static readonly TensorNames Names = TensorNames.Create((Role.Qkv, "qkv_proj"), (Role.Out, "out_proj"));

    public static AttentionModule? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? heads = arguments.Size("Heads");
        bool bias = arguments.Flag("Bias", true);
        arguments.Rate("AttentionDropout");
        int? tokens = arguments.Tokens();
        arguments.Divides(embed, heads);
        if (embed is not { } e || heads is not { } h || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(Products(e, tokens));
        return new(e, h, bias, tokens);
    }

    internal static Products Products(int embed, int? tokens) => new Products(tokens)
        .Weight("3 × Embed × Embed", "Embed", embed, 3L * embed)
        .Weight("Embed × Embed", "Embed", embed, embed)
        .Activations("3 × Embed", 3L * embed)
        .Activations("Embed", embed);

    public override ModuleGraph BuildGraph()
    {
        Value x = new("x", Embed);
        Value y = new("y", Embed);
        int headDim = Embed / Heads;
        return new()
        {
            Title = $"A multi-head attention of {Embed} features in {Heads} heads",
            Input = x,
            Output = y,
            Nodes = [new Run(Ops(x, y, add: false, new(Heads, Heads, headDim, 1 / Math.Sqrt(headDim), Band.All, ScoreBias.None), Bias, Bias).ToList())],
            Constants = Constants(Embed, Heads, headDim).ToList(),
            Names = Names,
            Tokens = Tokens,
        };
    }

    public static IEnumerable<SizeConstant> Constants(int embed, int heads, int headDim) =>
    [
        new("Embed", embed, "Features of a token."),
        new("Heads", heads, "Attention heads."),
        new("HeadDim", headDim, "Features of a token in one head."),
    ];

    /// <summary>The attention's operations from <paramref name="x"/> to <paramref name="y"/>.</summary>
    public static IEnumerable<Op> Ops(Value x, Value y, bool add, AttentionSettings settings, bool qkvBias, bool outBias)
    {
        Value qkv = new("qkv", settings.QueryWidth + (2 * settings.KeyWidth));
        Value context = new("context", settings.QueryWidth);
        yield return new LinearOp(Role.Qkv, x, qkv, qkvBias);
        yield return new AttentionOp(settings, new(qkv, 0), new(qkv, settings.QueryWidth), new(qkv, settings.QueryWidth + settings.KeyWidth), context);
        yield return new LinearOp(Role.Out, context, y, outBias, add);
    }
}
