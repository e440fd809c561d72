using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares what no tensor shows, but HuggingFace's <c>config.json</c> says: heads, activation, epsilon, pooling.</summary>
internal static class ConfigCheck
{
    public static IEnumerable<Misfit> Of(EncoderModule module, CheckpointFacts facts)
    {
        ConfigFacts config = new(facts);
        if (config.Heads is { } heads && heads.Value != module.Attention.Heads)
        {
            yield return Of("Encoder", "Heads", Literals.Integer(module.Attention.Heads), heads.Entry, Literals.Integer(heads.Value));
        }

        if (config.Activation is { } activation && activation.Value != module.Block.Activation)
        {
            yield return Of("Encoder", "Activation", $"Activation.{module.Block.Activation}", activation.Entry, $"Activation.{activation.Value}");
        }

        if (config.Epsilon is { } epsilon)
        {
            if (epsilon.Value != module.Norm.Epsilon)
            {
                yield return Of("Encoder", "Epsilon", Literals.Float(module.Norm.Epsilon), epsilon.Entry, Literals.Float(epsilon.Value));
            }

            if (module.Model?.InputNorm is { } norm && epsilon.Value != norm.Epsilon)
            {
                yield return Of("InputNorm", "Epsilon", Literals.Float(norm.Epsilon), epsilon.Entry, Literals.Float(epsilon.Value));
            }
        }

        if (module.Model?.Pool is not { } pool)
        {
            yield break;
        }

        if (config.SentencePooling is { } wanted && wanted.Kind != pool.Kind)
        {
            yield return new(
                new("Pool", 0, "Pooling"), $"Pooling.{pool.Kind}", $"{wanted.Key} is true in 1_Pooling/config.json beside it", $"Pooling.{wanted.Kind}");
        }

        if (!pool.Normalize && config.Normalizes)
        {
            yield return new(new("Pool", 0, "Normalize"), "Normalize = false", "the folder 2_Normalize stands beside it", "Normalize = true");
        }
    }

    private static Misfit Of(string attribute, string argument, string declared, ConfigEntry entry, string wanted) => new(
        new(attribute, 0, argument), $"{argument} = {declared}", $"{entry.Key} is {entry.Value} in config.json beside it", $"{argument} = {wanted}");
}
