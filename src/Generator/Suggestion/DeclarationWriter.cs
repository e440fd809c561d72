using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Writes the attributes that declare a model: the inverse of <see cref="EncoderModule.Read"/>.</summary>
internal static class DeclarationWriter
{
    private const float UsualEpsilon = 1e-5f;

    /// <summary>The attributes in the order in which a model runs, with the arguments that differ from the defaults.</summary>
    public static IReadOnlyList<DeclaredAttribute> Attributes(EncoderModule module)
    {
        List<DeclaredAttribute> attributes = [];
        ModelDeclaration? model = module.Model;
        if (model is not null)
        {
            attributes.AddRange(Input(model.Input));
            if (model.HasClassToken)
            {
                attributes.Add(new("ClassToken", new([])));
            }

            if (model.Positions is { } positions)
            {
                attributes.Add(new AttributeBuilder("Positions").First("Max", Literals.Integer(positions.Max))
                    .Add("Kind", nameof(PositionKind), positions.Kind, PositionKind.Learned).Add("Sinusoid", "Sinusoid", positions.Form, Sinusoid.Pairs).Add("Offset", positions.Offset, 0).Build());
            }

            if (model.InputNorm is { } norm)
            {
                AttributeBuilder attribute = new("InputNorm");
                if (norm.Epsilon != UsualEpsilon)
                {
                    attribute.First("Epsilon", AttributeBuilder.Number(norm.Epsilon));
                }

                attributes.Add((norm.Kind == NormKind.Rms ? attribute : attribute.Add("Bias", norm.Bias, module.Norm.Bias)).Build());
            }
        }

        attributes.Add(Encoder(module));
        if (model?.Pool is { } pool)
        {
            attributes.Add(new AttributeBuilder("Pool").First("Pooling", $"Pooling.{pool.Kind}").Add("Normalize", pool.Normalize, false).Add("ExcludeClass", pool.ExcludeClass, false).Build());
        }

        attributes.AddRange(model?.Heads.Select(head => new AttributeBuilder("Head").First("Out", Literals.Integer(head.Out))
            .Add("Bias", head.Bias, true).Add("Activation", nameof(HeadActivation), head.Activation, HeadActivation.None).Add("Normalize", head.Normalize, false).Build()) ?? []);
        if (module.Names != NamesDeclaration.Default)
        {
            attributes.Add(Names(module.Names));
        }

        return attributes;
    }

    private static IEnumerable<DeclaredAttribute> Input(InputStage input)
    {
        switch (input)
        {
            case TokenInput { Settings: var settings }:
                yield return new AttributeBuilder("TokenEmbedding").First("Vocab", Literals.Integer(settings.Vocabulary)).Add("Types", settings.Types, 0).Add("Scale", settings.Scale, 1f).Build();
                break;
            case PatchInput { Settings: var patches } stage:
                yield return new AttributeBuilder("PatchEmbedding")
                    .First("Height", Literals.Integer(patches.Height)).First("Width", Literals.Integer(patches.Width)).First("Patch", Literals.Integer(patches.Patch))
                    .Add("Channels", patches.Channels, 3).Add("Bias", stage.Bias, true).Add("Mean", patches.Mean).Add("Std", patches.Deviation).Build();
                break;
            case FeatureInput { In: null }:
                break;
            case FeatureInput { In: { } width, Bias: var bias }:
                yield return Projection(width, bias);
                break;
            case ConvolutionInput convolutions:
                foreach (ConvolutionSettings convolution in convolutions.All)
                {
                    yield return Convolution(convolution);
                }

                if (convolutions.ProjectionBias is { } projectionBias)
                {
                    yield return Projection(convolutions.All[convolutions.All.Count - 1].Out, projectionBias);
                }

                break;
            default:
                throw new InvalidOperationException($"No attribute is known for {input.Written}.");
        }
    }

    private static DeclaredAttribute Projection(int width, bool bias) => new AttributeBuilder("Projection").First("In", Literals.Integer(width)).Add("Bias", bias, true).Build();

    private static DeclaredAttribute Convolution(ConvolutionSettings convolution)
    {
        AttributeBuilder attribute = new AttributeBuilder("Convolution")
            .First("In", Literals.Integer(convolution.In)).First("Out", Literals.Integer(convolution.Out)).First("Kernel", Literals.Integer(convolution.Window.Kernel))
            .Add("Stride", convolution.Window.Stride, 1).Add("Padding", convolution.Window.Padding, 0).Add("Bias", convolution.Bias, true)
            .Add("Activation", nameof(ConvolutionActivation), convolution.Activation, ConvolutionActivation.None).Add("Norm", nameof(ConvolutionNorm), convolution.Norm, ConvolutionNorm.None);
        return convolution.Norm == ConvolutionNorm.None
            ? attribute.Build()
            : attribute.Add("NormEpsilon", convolution.Epsilon, UsualEpsilon).Add("ActivationFirst", convolution.ActivationFirst, false).Build();
    }

    private static DeclaredAttribute Encoder(EncoderModule module)
    {
        AttentionDeclaration attention = module.Attention;
        FeedForwardDeclaration block = module.Block;
        bool hasHeadDim = attention.Heads * attention.HeadDim != attention.Embed;
        AttributeBuilder encoder = new AttributeBuilder("Encoder").Add("Embed", attention.Embed).Add("Heads", attention.Heads).Add("Ffn", block.Ffn);
        if (hasHeadDim)
        {
            encoder.Add("HeadDim", attention.HeadDim);
        }

        encoder.Add("KeyValueHeads", attention.KeyValueHeads, attention.Heads).Add("Layers", module.Layers, 1)
            .Add("Norm", nameof(NormPlacement), module.Placement, NormPlacement.Pre).Add("NormKind", nameof(NormKind), module.Norm.Kind, NormKind.Layer)
            .Add("Epsilon", module.Norm.Epsilon, UsualEpsilon)
            .Add("Activation", "Activation", block.Activation, Activation.Silu).Add("Gated", block.Gated, false);
        Biases(encoder, module);
        if (attention.Scale is { } scale)
        {
            encoder.Add("Scale", scale, float.NaN);
        }

        Masks(encoder, attention);
        encoder.Add("LayerScale", module.LayerScale, false).Add("FinalNorm", module.FinalNorm is not null, false);
        if (module.FinalNorm is { } final)
        {
            encoder.Add("FinalEpsilon", final.Epsilon, module.Norm.Epsilon);
        }

        encoder.Add("Tokens", module.Model?.Tokens is null && module.Tokens is { } tokens ? tokens : 0, 0);
        return encoder.Build();
    }

    /// <summary>The bias arguments, with the value of <c>Bias</c> that needs fewer exceptions.</summary>
    private static void Biases(AttributeBuilder encoder, EncoderModule module)
    {
        List<(string Name, bool Value)> with = Exceptions(module, bias: true).ToList();
        List<(string Name, bool Value)> without = Exceptions(module, bias: false).ToList();
        foreach ((string name, bool value) in without.Count < with.Count ? without : with)
        {
            encoder.Add(name, value, !value);
        }
    }

    private static IEnumerable<(string Name, bool Value)> Exceptions(EncoderModule module, bool bias)
    {
        AttentionDeclaration attention = module.Attention;
        if (!bias)
        {
            yield return ("Bias", false);
        }

        if (attention.QkvBias != bias)
        {
            yield return ("QkvBias", attention.QkvBias);
        }

        if (attention.KeyBias != attention.QkvBias)
        {
            yield return ("KeyBias", attention.KeyBias);
        }

        if (attention.OutBias != bias)
        {
            yield return ("OutBias", attention.OutBias);
        }

        if (module.Block.SecondBias != bias)
        {
            yield return ("FfnBias", module.Block.SecondBias);
        }

        if (module.Block.Gated && module.Block.FirstBias != module.Block.SecondBias)
        {
            yield return ("GateBias", module.Block.FirstBias);
        }

        if (module.Norm.Kind == NormKind.Layer && module.Norm.Bias != bias)
        {
            yield return ("NormBias", module.Norm.Bias);
        }
    }

    private static void Masks(AttributeBuilder encoder, AttentionDeclaration attention)
    {
        Band band = attention.Band;
        encoder.Add("Mask", nameof(AttentionMask), band.IsCausal ? AttentionMask.Causal : AttentionMask.None, AttentionMask.None);
        if (band.Back is { } reach)
        {
            // Window is 2 · reach, except for reach 0, which is Window = 1.
            encoder.Add("Window", Math.Max(1, 2 * reach)).Add("GlobalEvery", band.GlobalEvery, 0);
        }

        PositionSettings position = attention.Position;
        encoder.Add("Position", nameof(PositionEncoding), position.Kind, PositionEncoding.None);
        switch (position.Kind)
        {
            case PositionEncoding.None or PositionEncoding.Alibi:
                break;
            case PositionEncoding.Rotary:
                encoder.Add("RotaryTheta", position.Theta, 10_000f).Add("RotaryDim", position.RotaryDim, attention.HeadDim).Add("RotaryInterleaved", position.Interleaved, false);
                encoder.Add("LocalRotaryTheta", position.LocalTheta, position.Theta);
                break;
            case PositionEncoding.RelativeBuckets:
                encoder.Add("Buckets", position.Buckets, 32).Add("MaxDistance", position.MaxDistance, 128);
                break;
            default:
                throw new InvalidOperationException($"No arguments are known for {position.Kind}.");
        }
    }

    private static DeclaredAttribute Names(NamesDeclaration names)
    {
        AttributeBuilder attribute = new("TensorNames");
        if (names.Naming != TensorNaming.CvNets || names.Own.Count == 0)
        {
            attribute.First("Naming", $"{nameof(TensorNaming)}.{names.Naming}");
        }

        attribute.Add("Prefix", names.Prefix);
        foreach (OwnName name in names.Own)
        {
            attribute.Add(name.Role.Name, name.Text);
        }

        return attribute.Add("Transposed", names.IsTransposed, false).Add("Files", Joined(names.Files)).Add("Ignore", Joined(names.Ignored)).Build();
    }

    private static string? Joined(IReadOnlyList<string> texts) => texts.Count == 0 ? null : string.Join(";", texts);
}
