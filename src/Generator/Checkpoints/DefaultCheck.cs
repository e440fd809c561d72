using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares settings that a configuration leaves out with the defaults of the code of its <c>model_type</c>.</summary>
internal static class DefaultCheck
{
    public static IEnumerable<Misfit> Of(EncoderModule module, ModelConfig config, KnownFamily family)
    {
        if (!config.HasDefaults || !family.IsSpecific)
        {
            yield break;
        }

        AttentionDeclaration attention = module.Attention;
        bool isFixed = module.Block.Gated && family.FixedGatedActivation is not null;
        if (config.Activation is null && !isFixed && family.Defaults.Activation is { } activation && activation != module.Block.Activation)
        {
            yield return Encoder("Activation", $"Activation.{module.Block.Activation}", $"Activation.{activation}");
        }

        if ((family.FixedEpsilon ?? (config.Epsilon is null ? family.Defaults.Epsilon : null)) is { } epsilon)
        {
            if (epsilon != module.Norm.Epsilon)
            {
                yield return Encoder("Epsilon", Literals.Float(module.Norm.Epsilon), Literals.Float(epsilon));
            }

            if (module.Model?.InputNorm is { } norm && norm.Epsilon != epsilon)
            {
                yield return Other("InputNorm", "Epsilon", Literals.Float(norm.Epsilon), Literals.Float(epsilon));
            }
        }

        if (config.Heads is null && config.HeadDim is null && family.Defaults.Heads is { } heads && heads != attention.Heads)
        {
            yield return Encoder("Heads", Literals.Integer(attention.Heads), Literals.Integer(heads));
        }

        if (module.Placement != family.Placement)
        {
            yield return Encoder("Norm", $"NormPlacement.{module.Placement}", $"NormPlacement.{family.Placement}");
        }

        if (module.Norm.Kind != family.NormKind)
        {
            yield return Encoder("NormKind", $"NormKind.{module.Norm.Kind}", $"NormKind.{family.NormKind}");
        }

        if (family.Scale is { } scale && attention.Scale != scale)
        {
            yield return Encoder("Scale", attention.Scale is { } declared ? Literals.Float(declared) : "1 / √HeadDim", Literals.Float(scale));
        }

        foreach (Misfit misfit in OfMask(module, config, family).Concat(OfPositions(module, config, family)))
        {
            yield return misfit;
        }

        Misfit Encoder(string argument, string declared, string wanted) => Other("Encoder", argument, declared, wanted);

        Misfit Other(string attribute, string argument, string declared, string wanted) => Says(family, attribute, argument, declared, wanted);
    }

    private static IEnumerable<Misfit> OfMask(EncoderModule module, ModelConfig config, KnownFamily family)
    {
        Band band = module.Attention.Band.InLayers(module.Layers);
        if (config.IsCausal is null && (family.Mask == AttentionMask.Causal) != band.IsCausal)
        {
            yield return Says(family, "Encoder", "Mask", $"AttentionMask.{(band.IsCausal ? AttentionMask.Causal : AttentionMask.None)}", $"AttentionMask.{family.Mask}");
        }

        // A single layer that attends to all tokens is the first layer of the family.
        bool isGlobalLayer = module.Layers == 1 && family.GlobalEvery > 0;
        int declared = band.Back is { } back ? 2 * back : 0;
        if (config.Window is null && declared != (family.Window ?? 0) && !isGlobalLayer)
        {
            yield return Says(family, "Encoder", "Window", Literals.Integer(declared), Literals.Integer(family.Window ?? 0));
        }

        if (config.Window is null && config.GlobalEvery is null && band.Back is not null && band.GlobalEvery != family.GlobalEvery)
        {
            yield return Says(family, "Encoder", "GlobalEvery", Literals.Integer(band.GlobalEvery), Literals.Integer(family.GlobalEvery));
        }
    }

    private static IEnumerable<Misfit> OfPositions(EncoderModule module, ModelConfig config, KnownFamily family)
    {
        PositionSettings position = module.Attention.Position;
        PositionEncoding kind = config.PositionType?.Value switch
        {
            "absolute" when family.Position == PositionEncoding.Alibi => PositionEncoding.None,
            "alibi" when family.IsRemoteCode => PositionEncoding.Alibi,
            _ => family.Position,
        };
        if (position.Kind != kind)
        {
            yield return Says(family, "Encoder", "Position", $"PositionEncoding.{position.Kind}", $"PositionEncoding.{kind}");
        }
        else if (kind == PositionEncoding.Rotary)
        {
            Band band = module.Attention.Band.InLayers(module.Layers);
            bool isLocalAlone = band.Back is not null && band.GlobalEvery == 0 && family.LocalRotaryTheta is not null;
            if (config.RotaryTheta is null && !isLocalAlone && position.Theta != family.RotaryTheta)
            {
                yield return Says(family, "Encoder", "RotaryTheta", Literals.Float(position.Theta), Literals.Float(family.RotaryTheta));
            }

            if (config.LocalRotaryTheta is null && family.LocalRotaryTheta is { } local && band is { Back: not null, GlobalEvery: > 0 } && position.LocalTheta != local)
            {
                yield return Says(family, "Encoder", "LocalRotaryTheta", Literals.Float(position.LocalTheta), Literals.Float(local));
            }

            if (config.Flag("rotary_emb_interleaved") is null && position.Interleaved != family.RotaryInterleaved)
            {
                yield return Says(family, "Encoder", "RotaryInterleaved", position.Interleaved ? "true" : "false", family.RotaryInterleaved ? "true" : "false");
            }
        }

        if (module.Model?.Positions is { Kind: PositionKind.Learned } table && !(family.PositionsFollowPadding && config.PadToken is not null) && table.Offset != family.PositionOffset)
        {
            yield return Says(family, "Positions", "Offset", Literals.Integer(table.Offset), Literals.Integer(family.PositionOffset));
        }
    }

    private static Misfit Says(KnownFamily family, string attribute, string argument, string declared, string wanted) =>
        new(new(attribute, 0, argument), $"{argument} = {declared}", $"no key of config.json sets it, and the code of {family.Title} uses another value", $"{argument} = {wanted}");
}
