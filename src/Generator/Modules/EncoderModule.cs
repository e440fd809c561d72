using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Normalisation;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[Encoder(Embed, Heads, Ffn)]</c>.</summary>
internal sealed record EncoderModule(int Embed, int Heads, int Ffn, ActivationKind Activation, float Epsilon, bool Bias, int? Tokens) : ModuleShape(Tokens)
{
    public int Layers { get; init; } = 1;

    public NormPlacement Norm { get; init; } = NormPlacement.Pre;

    public NormKind NormKind { get; init; } = NormKind.Layer;

    public bool FinalNorm { get; init; }

    public float FinalEpsilon { get; init; } = 1e-5f;

    public static EncoderModule? Read(AttributeArguments arguments)
    {
        int? embed = arguments.Size("Embed");
        int? heads = arguments.Size("Heads");
        int? ffn = arguments.Size("Ffn");
        int layers = arguments.OptionalSize("Layers", 1);
        ActivationKind activation = arguments.Enumeration("Activation", ActivationKind.Silu);
        NormPlacement norm = arguments.Enumeration("Norm", NormPlacement.Pre);
        NormKind normKind = arguments.Enumeration("NormKind", NormKind.Layer);
        float epsilon = arguments.Epsilon("Epsilon", 1e-5f);
        bool finalNorm = arguments.Flag("FinalNorm", false);
        float finalEpsilon = arguments.Epsilon("FinalEpsilon", epsilon);
        bool bias = arguments.Flag("Bias", true);
        arguments.Rate("AttentionDropout");
        arguments.Rate("Dropout");
        arguments.Rate("FfnDropout");
        int? tokens = arguments.Tokens();
        arguments.Divides(embed, heads);
        if (embed is not { } e || heads is not { } h || ffn is not { } f || !arguments.Valid)
        {
            return null;
        }

        arguments.Limit(AttentionModule.Products(e, tokens)
            .Weight("Embed × Ffn", "Embed or Ffn", e, f)
            .Weight("Ffn × Embed", "Embed or Ffn", f, e)
            .Weight("2 × Embed", "Embed", 1, 2L * e)
            .Activations("Ffn", f));
        return new(e, h, f, activation, epsilon, bias, tokens)
        {
            Layers = layers, Norm = norm, NormKind = normKind, FinalNorm = finalNorm, FinalEpsilon = finalEpsilon,
        };
    }

    public override ModuleGraph BuildGraph()
    {
        Value input = new("input", Embed);
        Value x = new("x", Embed);
        int headDim = Embed / Heads;
        NormSettings norm = new(NormKind, Epsilon, Bias);
        AttentionSettings attention = new(Heads, Heads, headDim, 1 / Math.Sqrt(headDim), Band.All, ScoreBias.None);
        List<Op> layer = Norm switch
        {
            NormPlacement.Pre => PreNorm().ToList(),
            NormPlacement.Post => PostNorm().ToList(),
            _ => throw new InvalidOperationException($"No layer is known for {Norm}."),
        };
        List<Node> nodes = [new Run([new CopyOp(input, x)]), Layers == 1 ? new Run(layer) : new Repeat(Layers, layer)];
        if (FinalNorm)
        {
            nodes.Add(new Run([new NormOp(Role.FinalNorm, norm with { Epsilon = FinalEpsilon }, x, x)]));
        }

        return new()
        {
            Title = Describe(),
            Input = input,
            Output = x,
            Nodes = nodes,
            Constants = [.. AttentionModule.Constants(Embed, Heads, headDim), new("Ffn", Ffn, "Features between the two linear layers of the feed-forward block."), new("Layers", Layers, "Layers.")],
            Names = Names(),
            Tokens = Tokens,
        };

        // x += attention(norm(x)), x += feedForward(norm(x))
        IEnumerable<Op> PreNorm()
        {
            Value normed = new("normed", Embed);
            Value ffnNormed = new("ffnNormed", Embed);
            return
            [
                new NormOp(Role.Norm1, norm, x, normed),
                .. AttentionModule.Ops(normed, x, add: true, attention, Bias, Bias),
                new NormOp(Role.Norm2, norm, x, ffnNormed),
                .. FeedForwardModule.Ops(ffnNormed, x, add: true, Ffn, Activation, Bias),
            ];
        }

        // x = norm(x + attention(x)), x = norm(x + feedForward(x))
        IEnumerable<Op> PostNorm() =>
        [
            .. AttentionModule.Ops(x, x, add: true, attention, Bias, Bias),
            new NormOp(Role.Norm1, norm, x, x),
            .. FeedForwardModule.Ops(x, x, add: true, Ffn, Activation, Bias),
            new NormOp(Role.Norm2, norm, x, x),
        ];
    }

    private string Describe()
    {
        string placement = Norm == NormPlacement.Pre ? "pre-norm" : "post-norm";
        string layers = Layers == 1 ? $"A {placement} Transformer encoder layer" : $"{Layers} {placement} Transformer encoder layers";
        return $"{layers} of {Embed} features in {Heads} heads, with {Ffn} features in {(Layers == 1 ? "its" : "their")} feed-forward block{(Layers == 1 ? "" : "s")}";
    }

    private TensorNames Names()
    {
        string prefix = Layers == 1 ? "" : "{layer}.";
        return TensorNames.Create(
            (Role.Norm1, prefix + "pre_norm_mha.0"),
            (Role.Qkv, prefix + "pre_norm_mha.1.qkv_proj"),
            (Role.Out, prefix + "pre_norm_mha.1.out_proj"),
            (Role.Norm2, prefix + "pre_norm_ffn.0"),
            (Role.Ffn1, prefix + "pre_norm_ffn.1"),
            (Role.Ffn2, prefix + "pre_norm_ffn.4"),
            (Role.FinalNorm, Emission.Literals.Integer(Layers)));
    }
}
