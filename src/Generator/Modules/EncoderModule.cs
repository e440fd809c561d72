using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Normalisation;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[Encoder(Embed, Heads, Ffn)]</c>.</summary>
/// <param name="Layers">Equal layers.</param>
/// <param name="Attention">The attention block.</param>
/// <param name="Block">The feed-forward block.</param>
/// <param name="Placement">Where the norms are.</param>
/// <param name="Norm">The norms of the layers.</param>
/// <param name="FinalNorm">The norm after the last layer, or null.</param>
/// <param name="LayerScale">Whether each block's result is multiplied with a number for each feature.</param>
/// <param name="Tokens">The fixed token count, or null.</param>
internal sealed record EncoderModule(
    int Layers, AttentionDeclaration Attention, FeedForwardDeclaration Block, NormPlacement Placement, NormSettings Norm, NormSettings? FinalNorm, bool LayerScale, int? Tokens)
    : ModuleShape(Tokens)
{
    private int Embed => Attention.Embed;

    private Role? Scale1 => LayerScale ? Role.LayerScale1 : null;

    private Role? Scale2 => LayerScale ? Role.LayerScale2 : null;

    public static EncoderModule? Read(AttributeArguments arguments)
    {
        bool bias = arguments.Flag("Bias", true);
        AttentionDeclaration? attention = AttentionDeclaration.Read(arguments, bias);
        FeedForwardDeclaration? block = FeedForwardDeclaration.Read(arguments, arguments.Flag("FfnBias", bias));
        int layers = arguments.OptionalSize("Layers", 1);
        NormPlacement placement = arguments.Enumeration("Norm", NormPlacement.Pre);
        NormSettings norm = ReadNorm(arguments, bias);
        bool hasFinalNorm = arguments.Flag("FinalNorm", false);
        float finalEpsilon = arguments.Epsilon("FinalEpsilon", norm.Epsilon);
        arguments.OnlyWith(hasFinalNorm, "FinalNorm = true", "FinalNorm = false", "FinalEpsilon");
        bool layerScale = arguments.Flag("LayerScale", false);
        arguments.Rate("AttentionDropout");
        arguments.Rate("Dropout");
        arguments.Rate("FfnDropout");
        int? tokens = arguments.Tokens();
        if (attention is null || block is null || !arguments.Valid)
        {
            return null;
        }

        Products products = new(tokens, layers);
        attention.AddTo(products, attention.Embed, attention.Embed);
        arguments.Limit(block.AddTo(products, attention.Embed).Weight("2 × Embed", "Embed", 1, 2L * attention.Embed));
        return new(layers, attention, block, placement, norm, hasFinalNorm ? norm with { Epsilon = finalEpsilon } : null, layerScale, tokens);
    }

    private static NormSettings ReadNorm(AttributeArguments arguments, bool bias)
    {
        NormKind kind = arguments.Enumeration("NormKind", NormKind.Layer);
        float epsilon = arguments.Epsilon("Epsilon", 1e-5f);
        bool normBias = arguments.Flag("NormBias", bias);
        if (kind == NormKind.Rms && normBias && arguments.IsWritten("NormBias"))
        {
            arguments.Contradiction("NormBias", "NormBias = true", "NormKind = NormKind.Rms", "an RMS norm has no bias; remove NormBias, or use NormKind.Layer");
        }

        return new(kind, epsilon, normBias && kind == NormKind.Layer);
    }

    public override ModuleGraph BuildGraph()
    {
        Value input = new("input", Embed);
        Value x = new("x", Embed);
        AttentionBlock attention = new(Attention, Layers);
        List<Op> layer = Placement switch
        {
            NormPlacement.Pre => PreNorm(x, attention).ToList(),
            NormPlacement.Post => PostNorm(x, attention).ToList(),
            _ => throw new InvalidOperationException($"No layer is known for {Placement}."),
        };
        List<Node> nodes = [new Run([.. attention.Shared, new CopyOp(input, x)]), Layers == 1 ? new Run(layer) : new Repeat(Layers, layer)];
        if (FinalNorm is not null)
        {
            nodes.Add(new Run([new NormOp(Role.FinalNorm, FinalNorm, x, x)]));
        }

        return new()
        {
            Title = Describe(),
            Input = input,
            Output = x,
            Nodes = nodes,
            Constants =
            [
                .. AttentionModule.Constants(Attention),
                new("Ffn", Block.Ffn, "Features between the linear layers of the feed-forward block."),
                new("Layers", Layers, "Layers, one after the other."),
            ],
            Names = Names(),
            Tokens = Tokens,
        };
    }

    // x += attention(norm(x)), x += feedForward(norm(x))
    private IEnumerable<Op> PreNorm(Value x, AttentionBlock attention)
    {
        Value normed = new("normed", Embed);
        Value ffnNormed = new("ffnNormed", Embed);
        return
        [
            new NormOp(Role.Norm1, Norm, x, normed),
            .. attention.Ops(normed, x, add: true, Scale1),
            new NormOp(Role.Norm2, Norm, x, ffnNormed),
            .. FeedForwardModule.Ops(ffnNormed, x, add: true, Block, Scale2),
        ];
    }

    // x = norm(x + attention(x)), x = norm(x + feedForward(x))
    private IEnumerable<Op> PostNorm(Value x, AttentionBlock attention) =>
    [
        .. attention.Ops(x, x, add: true, Scale1),
        new NormOp(Role.Norm1, Norm, x, x),
        .. FeedForwardModule.Ops(x, x, add: true, Block, Scale2),
        new NormOp(Role.Norm2, Norm, x, x),
    ];

    private string Describe()
    {
        string placement = Placement == NormPlacement.Pre ? "pre-norm" : "post-norm";
        string layers = Layers == 1 ? $"A {placement} Transformer encoder layer" : $"{Layers} {placement} Transformer encoder layers";
        return $"{layers} of {Embed} features in {Attention.Heads} heads, with {Block.Ffn} features in {(Layers == 1 ? "its feed-forward block" : "their feed-forward blocks")}";
    }

    private TensorNames Names()
    {
        string prefix = Layers == 1 ? "" : "{layer}.";
        return TensorNames.Create(
            (Role.Norm1, prefix + "pre_norm_mha.0"),
            (Role.Qkv, prefix + "pre_norm_mha.1.qkv_proj"),
            (Role.Out, prefix + "pre_norm_mha.1.out_proj"),
            (Role.LayerScale1, prefix + "pre_norm_mha.layer_scale"),
            (Role.Norm2, prefix + "pre_norm_ffn.0"),
            (Role.Gate, prefix + "pre_norm_ffn.1_gate"),
            (Role.Ffn1, prefix + "pre_norm_ffn.1"),
            (Role.Ffn2, prefix + "pre_norm_ffn.4"),
            (Role.LayerScale2, prefix + "pre_norm_ffn.layer_scale"),
            (Role.FinalNorm, Literals.Integer(Layers)),
            (Role.RelativeBias, "relative_attention_bias"));
    }
}
