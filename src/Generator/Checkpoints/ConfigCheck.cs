using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Modules.Stages;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares the settings that no tensor shows with the files beside the checkpoint: <c>config.json</c> and a sentence embedder's modules.</summary>
internal static class ConfigCheck
{
    /// <summary>The arguments that the files contradict.</summary>
    public static IEnumerable<Misfit> Of(EncoderModule module, CheckpointFacts facts)
    {
        KnownFamily family = FamilyOf(module, facts);
        ModelConfig config = ModelConfig.Of(facts, family);
        return OfLayers(module, config, family).Concat(DefaultCheck.Of(module, config, family)).Concat(CodeCheck.Of(module, facts, config, family)).Concat(OfEnds(module, facts));
    }

    /// <summary>Settings of the files that a declaration cannot express, so that they were not compared.</summary>
    public static IEnumerable<string> NotCompared(EncoderModule module, CheckpointFacts facts)
    {
        foreach (UnreadableFile file in facts.Unreadable)
        {
            yield return $"{file.File} cannot be read: {file.Reason}";
        }

        if (ConfigObject.Of(facts, "adapter_config.json") is not null)
        {
            yield return "adapter_config.json is beside it; merge the adapters into the weights first";
        }

        if (CodeCheck.Refusal(module, facts, FamilyOf(module, facts)) is { } unknownCode)
        {
            yield return unknownCode;
        }

        FamilyChoice choice = FamilyChoice.Of(facts, null);
        if (choice.Refusal is { } refusal)
        {
            yield return refusal;
            yield break;
        }

        if (choice.Unknown is not null && KnownFamilies.All.Any(family => family.IsSpecific && family.Names.Naming == module.Names.Naming))
        {
            yield return choice.UnknownRefusal;
        }

        foreach (string reason in ModelConfig.Of(facts, FamilyOf(module, facts)).Refusals)
        {
            yield return reason;
        }

        SentencePipeline pipeline = SentencePipeline.Of(facts);
        if (module.Model?.Pool is null)
        {
            if (pipeline.Pool is { } pooling)
            {
                yield return $"{pooling.Evidence}, but the class has no [Pool]: its result is a row for each token";
            }

            yield break;
        }

        IEnumerable<string> ofPooling = pipeline.PoolRefusal is { } problem ? [problem] : [];
        foreach (string reason in ofPooling.Concat(pipeline.Refusals))
        {
            yield return reason;
        }
    }

    /// <summary>The family whose code reads the configuration: among the families of its type, the one with the declared names.</summary>
    private static KnownFamily FamilyOf(EncoderModule module, CheckpointFacts facts)
    {
        IReadOnlyList<KnownFamily> all = FamilyChoice.Of(facts, null) is { IsTold: true } choice ? choice.Families : [];
        return all.OrderByDescending(Likeness).FirstOrDefault() ?? KnownFamily.Unknown;

        int Likeness(KnownFamily family) =>
            (family.Names.Naming == module.Names.Naming ? 4 : 0)
            + (family.Names.Own.Any(name => module.Names.Own.Contains(name)) ? 2 : 0)
            + (family.IsOfImages == module.Model?.Input is PatchInput ? 1 : 0)
            - (family.Names.Own.Count > 0 && !family.Names.Own.Any(name => module.Names.Own.Contains(name)) ? 1 : 0);
    }

    private static IEnumerable<Misfit> OfLayers(EncoderModule module, ModelConfig config, KnownFamily family)
    {
        AttentionDeclaration attention = module.Attention;
        if (config.Heads is { } heads && heads.Value != attention.Heads)
        {
            yield return Of("Encoder", "Heads", Literals.Integer(attention.Heads), heads, Literals.Integer(heads.Value));
        }

        bool isFixed = module.Block.Gated && family.FixedGatedActivation is not null;
        if (isFixed && family.FixedGatedActivation != module.Block.Activation)
        {
            yield return new(
                new("Encoder", 0, "Activation"), $"Activation = Activation.{module.Block.Activation}", $"{family.Title} uses another function in gated blocks", $"Activation = Activation.{family.FixedGatedActivation}");
        }
        else if (!isFixed && config.Activation is { } activation && activation.Value != module.Block.Activation)
        {
            yield return Of("Encoder", "Activation", $"Activation.{module.Block.Activation}", activation, $"Activation.{activation.Value}");
        }

        if (family.FixedEpsilon is null && config.Epsilon is { } epsilon)
        {
            if (epsilon.Value != module.Norm.Epsilon)
            {
                yield return Of("Encoder", "Epsilon", Literals.Float(module.Norm.Epsilon), epsilon, Literals.Float(epsilon.Value));
            }

            if (module.Model?.InputNorm is { } norm && epsilon.Value != norm.Epsilon)
            {
                yield return Of("InputNorm", "Epsilon", Literals.Float(norm.Epsilon), epsilon, Literals.Float(epsilon.Value));
            }
        }

        foreach (Misfit misfit in OfMask(attention.Band, config, module.Layers).Concat(OfPositions(module, config, family)))
        {
            yield return misfit;
        }
    }

    private static IEnumerable<Misfit> OfMask(Band band, ModelConfig config, int layers)
    {
        if (config.IsCausal is { } causal && causal.Value != band.IsCausal)
        {
            yield return Of("Encoder", "Mask", $"AttentionMask.{(band.IsCausal ? AttentionMask.Causal : AttentionMask.None)}", causal, $"AttentionMask.{(causal.Value ? AttentionMask.Causal : AttentionMask.None)}");
        }

        // A single layer that attends to all tokens may be the first layer of a model with windows.
        Band inLayers = band.InLayers(layers);
        int declared = inLayers.Back is { } back ? 2 * back : 0;
        if (config.Window is { } window && window.Value / 2 * 2 != declared && !(inLayers.IsAll && layers == 1))
        {
            yield return window.Value == 0
                ? new(new("Encoder", 0, "Window"), $"Window = {Literals.Integer(declared)}", $"{window.Evidence}, all full_attention", "Window = 0")
                : Of("Encoder", "Window", Literals.Integer(declared), window, Literals.Integer(window.Value));
        }

        if (config.GlobalEvery is { } every && inLayers.Back is not null && every.Value != inLayers.GlobalEvery)
        {
            yield return Of("Encoder", "GlobalEvery", Literals.Integer(inLayers.GlobalEvery), every, Literals.Integer(every.Value));
        }
    }

    private static IEnumerable<Misfit> OfPositions(EncoderModule module, ModelConfig config, KnownFamily family)
    {
        PositionSettings position = module.Attention.Position;
        if (position.Kind == PositionEncoding.Rotary)
        {
            // If all layers have a window, they use the angles of local layers.
            Band band = module.Attention.Band.InLayers(module.Layers);
            ConfigValue<float>? stated = band.Back is not null && band.GlobalEvery == 0 && config.LocalRotaryTheta is { } own ? own : config.RotaryTheta;
            if (stated is { } theta && theta.Value != position.Theta)
            {
                yield return Of("Encoder", "RotaryTheta", Literals.Float(position.Theta), theta, Literals.Float(theta.Value));
            }

            if (config.LocalRotaryTheta is { } local && local.Value != position.LocalTheta && band is { Back: not null, GlobalEvery: > 0 })
            {
                yield return Of("Encoder", "LocalRotaryTheta", Literals.Float(position.LocalTheta), local, Literals.Float(local.Value));
            }

            if (config.RotaryShare is { } share && RotaryShare.Features(share.Value, module.Attention.HeadDim) is var rotated && rotated != position.RotaryDim)
            {
                yield return Of("Encoder", "RotaryDim", Literals.Integer(position.RotaryDim), share, Literals.Integer(rotated));
            }

            if (config.Flag("rotary_emb_interleaved") is { } interleaved && interleaved.Value != position.Interleaved)
            {
                yield return Of("Encoder", "RotaryInterleaved", Text(position.Interleaved), interleaved, Text(interleaved.Value));
            }
        }

        if (position.Kind == PositionEncoding.RelativeBuckets && config.MaxDistance is { } distance && distance.Value != position.MaxDistance)
        {
            yield return Of("Encoder", "MaxDistance", Literals.Integer(position.MaxDistance), distance, Literals.Integer(distance.Value));
        }

        if (family.PositionsFollowPadding && config.PadToken is { } padding && module.Model?.Positions is { Kind: PositionKind.Learned } positions && padding.Value + 1 != positions.Offset)
        {
            yield return new(
                new("Positions", 0, "Offset"), $"Offset = {Literals.Integer(positions.Offset)}", $"{padding.Evidence}, and positions begin in the row after it", $"Offset = {Literals.Integer(padding.Value + 1)}");
        }

        if (module.Model?.Input is PatchInput { Settings: var image } && config.Image is { } size)
        {
            if (image.Height != size.Value.Height)
            {
                yield return Of("PatchEmbedding", "Height", Literals.Integer(image.Height), size, Literals.Integer(size.Value.Height));
            }

            if (image.Width != size.Value.Width)
            {
                yield return Of("PatchEmbedding", "Width", Literals.Integer(image.Width), size, Literals.Integer(size.Value.Width));
            }
        }
    }

    /// <summary>Pooling and the steps after it. A class without pooling returns rows of tokens, which an embedder's modules do not describe.</summary>
    private static IEnumerable<Misfit> OfEnds(EncoderModule module, CheckpointFacts facts)
    {
        SentencePipeline pipeline = SentencePipeline.Of(facts);
        if (module.Model is not { Pool: { } pool } model || pipeline.Refusals.Count > 0 || pipeline.PoolRefusal is not null)
        {
            yield break;
        }

        if (pipeline.Pool is { } wanted && wanted.Value != pool.Kind)
        {
            yield return new(new("Pool", 0, "Pooling"), $"Pooling.{pool.Kind}", wanted.Evidence, $"Pooling.{wanted.Value}");
        }

        if (pipeline.IsListed ? pool.Normalize != pipeline.NormalizesPooled : pipeline.NormalizesPooled && !pool.Normalize)
        {
            yield return new(
                new("Pool", 0, "Normalize"), $"Normalize = {Text(pool.Normalize)}",
                pipeline.NormalizesPooled ? pipeline.NormalizeEvidence : "modules.json lists no Normalize after the pooling", $"Normalize = {Text(pipeline.NormalizesPooled)}");
        }

        for (int i = 0; i < Math.Min(pipeline.Dense.Count, model.Heads.Count); i++)
        {
            DenseModule dense = pipeline.Dense[i];
            HeadDeclaration head = model.Heads[i];
            if (head.Activation != dense.Activation)
            {
                yield return new(
                    new("Head", i, "Activation"), $"Activation = HeadActivation.{head.Activation}", $"{dense.Folder}/config.json has another activation_function", $"Activation = HeadActivation.{dense.Activation}");
            }

            if (head.Normalize != dense.Normalize)
            {
                yield return new(
                    new("Head", i, "Normalize"), $"Normalize = {Text(head.Normalize)}", dense.Normalize ? pipeline.NormalizeEvidence : $"nothing is normalised after {dense.Folder}", $"Normalize = {Text(dense.Normalize)}");
            }
        }

        if (pipeline.IsListed && pipeline.Pool is not null && pipeline.Dense.Count < model.Heads.Count)
        {
            yield return new(
                new("Head", pipeline.Dense.Count, ""), $"[Head] number {Literals.Integer(pipeline.Dense.Count + 1)}", $"modules.json lists {Literals.Integer(pipeline.Dense.Count)} Dense layers after the pooling", $"only {Literals.Integer(pipeline.Dense.Count)} [Head]");
        }

        if (pipeline.Dense.Count > model.Heads.Count)
        {
            DenseModule missing = pipeline.Dense[model.Heads.Count];
            string head = $"[Head({Literals.Integer(missing.Out)}{(missing.Bias ? "" : ", Bias = false")}{(missing.Activation == HeadActivation.None ? "" : $", Activation = HeadActivation.{missing.Activation}")}{(missing.Normalize ? ", Normalize = true" : "")})]";
            yield return new(new("Pool", 0, ""), $"{Literals.Integer(model.Heads.Count)} [Head]", $"the sentence embedder has the Dense layer {missing.Folder} [{Literals.Integer(missing.Out)}, {Literals.Integer(missing.In)}] after the pooling", head);
        }
    }

    private static string Text(bool flag) => flag ? "true" : "false";

    private static Misfit Of<T>(string attribute, string argument, string declared, ConfigValue<T> value, string wanted) => new(
        new(attribute, 0, argument), $"{argument} = {declared}", value.Evidence, $"{argument} = {wanted}");
}
