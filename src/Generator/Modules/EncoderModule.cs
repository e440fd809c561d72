using ShapeGen.Generator.Arguments;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Copying;
using ShapeGen.Generator.Operations.Normalisation;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Modules;

/// <summary><c>[Encoder(Embed, Heads, Ffn)]</c>.</summary>
/// <param name="Layers">Equal layers.</param>
/// <param name="Attention">The attention block.</param>
/// <param name="Block">The feed-forward block.</param>
/// <param name="Placement">Where the norms are.</param>
/// <param name="Norm">The norms of the layers.</param>
/// <param name="FinalNorm">The norm after the last layer, or null.</param>
/// <param name="LayerScale">Whether each block's result is multiplied with a number for each feature.</param>
/// <param name="Model">The stages around the encoder, or null where it stands alone.</param>
/// <param name="Names">How checkpoints name its tensors.</param>
/// <param name="Tokens">The fixed token count, or null.</param>
internal sealed record EncoderModule(
    int Layers, AttentionDeclaration Attention, FeedForwardDeclaration Block, NormPlacement Placement, NormSettings Norm, NormSettings? FinalNorm, bool LayerScale, ModelDeclaration? Model, NamesDeclaration Names, int? Tokens)
    : ModuleShape(Tokens)
{
    private int Embed => Attention.Embed;

    private Role? Scale1 => LayerScale ? Role.LayerScale1 : null;

    private Role? Scale2 => LayerScale ? Role.LayerScale2 : null;

    public static EncoderModule? Read(ModuleArguments arguments)
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

        Products around = new(tokens);
        ModelDeclaration? model = null;
        if (arguments.Stages is { Any: true } stages)
        {
            model = ModelDeclaration.Read(stages, arguments, attention.Embed, tokens, norm, around);
            if (model is null)
            {
                return null;
            }

            tokens = model.Tokens ?? tokens;
        }

        Products products = new(tokens, layers, around);
        attention.AddTo(products, attention.Embed, attention.Embed);
        arguments.Limit(block.AddTo(products, attention.Embed).Weight("2 × Embed", "Embed", 1, 2L * attention.Embed));
        return ReadNames(arguments, Roles(layers, attention, block, hasFinalNorm, layerScale, model), placement) is { } names
            ? new(layers, attention, block, placement, norm, hasFinalNorm ? norm with { Epsilon = finalEpsilon } : null, layerScale, model, names, tokens)
            : null;
    }

    private static NamesDeclaration? ReadNames(ModuleArguments arguments, NamedRoles roles, NormPlacement placement)
    {
        NamesDeclaration? names = NamesDeclaration.Read(arguments.Names, roles);
        if (names is { HasNoFirstNorm: true } && placement == NormPlacement.Post)
        {
            arguments.Names!.Contradiction(
                "Naming", $"TensorNaming.{names.Naming}", "Norm = NormPlacement.Post", "the first layer of these models has no norm before its attention, where NormPlacement.Pre has one; use that, or another naming");
            return null;
        }

        return names;
    }

    private static NamedRoles Roles(int layers, AttentionDeclaration attention, FeedForwardDeclaration block, bool finalNorm, bool layerScale, ModelDeclaration? model)
    {
        NamedRoles roles = new NamedRoles("Encoder", NameScope.Encoder) { Layers = layers, IsGated = block.Gated }.With(Role.Norm1, Role.Norm2)
            .Where(finalNorm, finalNorm ? "FinalNorm = true" : "FinalNorm = false", Role.FinalNorm)
            .Where(layerScale, layerScale ? "LayerScale = true" : "LayerScale = false", Role.LayerScale1, Role.LayerScale2);
        model?.AddTo(roles);
        return block.AddTo(attention.AddTo(roles));
    }

    private static NormSettings ReadNorm(ModuleArguments arguments, bool bias)
    {
        NormKind kind = arguments.Enumeration("NormKind", NormKind.Layer);
        float epsilon = arguments.Epsilon("Epsilon", 1e-5f);
        bool normBias = arguments.Flag("NormBias", bias);
        if (kind == NormKind.Rms && normBias && arguments.IsWritten("NormBias"))
        {
            arguments.Contradiction("NormBias", "NormBias = true", "NormKind = NormKind.Rms", "an RMS norm has no bias; remove NormBias, or use NormKind.Layer", arguments.Remove("NormBias"), arguments.Set("NormKind", "NormKind.Layer"));
        }

        return new(kind, epsilon, normBias && kind == NormKind.Layer);
    }

    public override ModuleGraph BuildGraph()
    {
        Value input = Model?.CreateInput(Embed) ?? new("input", Embed);
        Value x = new("x", Embed);
        AttentionBlock attention = new(Attention, Layers);
        List<Op> layer = Placement switch
        {
            NormPlacement.Pre => PreNorm(x, attention).ToList(),
            NormPlacement.Post => PostNorm(x, attention).ToList(),
            _ => throw new InvalidOperationException($"No layer is known for {Placement}."),
        };
        List<Op> before = [.. attention.Shared, .. Model?.Before(input, x) ?? [new CopyOp(input, x)]];
        before[before.Count - 1].ResultOfPart = "embedded";
        List<Node> nodes = [new Run(before), Layers == 1 ? new Run(layer, IsOneLayer: true) : new Repeat(Layers, layer)];
        if (FinalNorm is not null)
        {
            nodes.Add(new Run([new NormOp(Role.FinalNorm, FinalNorm, x, x) { Result = "finalNorm" }]));
        }

        Value output = x;
        if (Model is { } model && model.After(x, out output) is { Count: > 0 } behind)
        {
            nodes.Add(new Run(behind));
        }

        return new()
        {
            Title = Describe(),
            Input = input,
            Output = output,
            Edges = Model?.Edges(Tokens),
            Nodes = nodes,
            Constants =
            [
                .. AttentionModule.Constants(Attention),
                new("Ffn", Block.Ffn, "Features between the linear layers of the feed-forward block."),
                new("Layers", Layers, "Layers, one after the other."),
            ],
            Names = Names.Resolve(Roles(Layers, Attention, Block, FinalNorm is not null, LayerScale, Model)),
            Tokens = Tokens,
        };
    }

    // x += attention(norm(x)), x += feedForward(norm(x))
    private IEnumerable<Op> PreNorm(Value x, AttentionBlock attention)
    {
        Value normed = new("normed", Embed);
        Value ffnNormed = new("ffnNormed", Embed);
        Op first = (Names.HasNoFirstNorm, Layers) switch
        {
            (true, 1) => new CopyOp(x, normed) { Result = "norm1" },
            (true, _) => new NormOp(Role.Norm1, Norm, x, normed) { FirstLayer = 1, Result = "norm1" },
            _ => new NormOp(Role.Norm1, Norm, x, normed) { Result = "norm1" },
        };
        return
        [
            first,
            .. attention.Ops(normed, x, add: true, Scale1),
            new NormOp(Role.Norm2, Norm, x, ffnNormed) { Result = "norm2" },
            .. FeedForwardModule.Ops(ffnNormed, x, add: true, Block, Scale2),
        ];
    }

    // x = norm(x + attention(x)), x = norm(x + feedForward(x))
    private IEnumerable<Op> PostNorm(Value x, AttentionBlock attention) =>
    [
        .. attention.Ops(x, x, add: true, Scale1),
        new NormOp(Role.Norm1, Norm, x, x) { Result = "norm1" },
        .. FeedForwardModule.Ops(x, x, add: true, Block, Scale2, result: "added"),
        new NormOp(Role.Norm2, Norm, x, x) { Result = "output" },
    ];

    private string Describe()
    {
        string placement = Placement == NormPlacement.Pre ? "pre-norm" : "post-norm";
        string layers = Layers == 1 ? $"A {placement} Transformer encoder layer" : $"{Layers} {placement} Transformer encoder layers";
        return $"{layers} of {Embed} features in {Attention.Heads} heads, with {Block.Ffn} features in {(Layers == 1 ? "its feed-forward block" : "their feed-forward blocks")}";
    }
}
