using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Families;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares a declaration with code that a file refers to instead of listing values: a timm architecture, an open_clip tower.</summary>
internal static class CodeCheck
{
    public static IEnumerable<Misfit> Of(EncoderModule module, CheckpointFacts facts, ModelConfig config, KnownFamily family)
    {
        if (SettingsOf(module, facts, config, family, out _) is not { } settings)
        {
            yield break;
        }

        string evidence = family.OpenClipTower.Length > 0 ? "open_clip_config.json has another value" : "architecture in config.json names timm's code, which sets another value";
        if (settings.Heads is { } heads && heads != module.Attention.Heads)
        {
            yield return Says("Heads", Literals.Integer(module.Attention.Heads), Literals.Integer(heads));
        }

        if (!module.Block.Gated && settings.Activation != module.Block.Activation)
        {
            yield return Says("Activation", $"Activation.{module.Block.Activation}", $"Activation.{settings.Activation}");
        }

        if (settings.Epsilon != module.Norm.Epsilon)
        {
            yield return Says("Epsilon", Literals.Float(module.Norm.Epsilon), Literals.Float(settings.Epsilon));
        }

        Pooling? pool = settings.GlobalPool switch
        {
            "token" => Pooling.Class,
            "avg" => Pooling.Mean,
            "max" => Pooling.Max,
            _ => null,
        };
        if (pool is { } wanted && module.Model?.Pool is { } declared && declared.Kind != wanted)
        {
            yield return new(new("Pool", 0, "Pooling"), $"Pooling.{declared.Kind}", evidence, $"Pooling.{wanted}");
        }

        Misfit Says(string argument, string value, string right) => new(new("Encoder", 0, argument), $"{argument} = {value}", evidence, $"{argument} = {right}");
    }

    /// <summary>The reason why the code that the files refer to cannot be declared, or null.</summary>
    public static string? Refusal(EncoderModule module, CheckpointFacts facts, KnownFamily family)
    {
        SettingsOf(module, facts, ModelConfig.Of(facts, family), family, out string? refusal);
        return refusal;
    }

    private static CodeSettings? SettingsOf(EncoderModule module, CheckpointFacts facts, ModelConfig config, KnownFamily family, out string? refusal)
    {
        refusal = null;
        return family.Names.Naming == TensorNaming.Timm ? config.Timm(isAssumed: false, out refusal)
            : family.OpenClipTower.Length > 0 ? OpenClipConfig.Of(facts, family, module.Attention.Embed, out refusal)
            : null;
    }
}
