using System.Globalization;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>Compares what no tensor shows, but HuggingFace's <c>config.json</c> says: heads, activation, epsilon, pooling.</summary>
internal static class ConfigCheck
{
    /// <summary>HuggingFace's names of activations.</summary>
    private static readonly Dictionary<string, ActivationKind> Activations = new(StringComparer.Ordinal)
    {
        ["gelu"] = ActivationKind.Gelu,
        ["gelu_new"] = ActivationKind.GeluTanh,
        ["gelu_fast"] = ActivationKind.GeluTanh,
        ["gelu_pytorch_tanh"] = ActivationKind.GeluTanh,
        ["gated-gelu"] = ActivationKind.GeluTanh,
        ["quick_gelu"] = ActivationKind.QuickGelu,
        ["relu"] = ActivationKind.Relu,
        ["silu"] = ActivationKind.Silu,
        ["swish"] = ActivationKind.Silu,
    };

    /// <summary>The keys of a sentence embedder's pooling, and what they mean.</summary>
    private static readonly (string Key, Pooling Kind)[] Poolings =
    [
        ("pooling_mode_cls_token", Pooling.Class),
        ("pooling_mode_mean_tokens", Pooling.Mean),
        ("pooling_mode_max_tokens", Pooling.Max),
        ("pooling_mode_lasttoken", Pooling.Last),
    ];

    public static IEnumerable<Misfit> Of(EncoderModule module, CheckpointFacts facts)
    {
        if (facts.Find("num_attention_heads", "n_heads", "num_heads", "n_head", "encoder_attention_heads") is { } heads
            && int.TryParse(heads.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 && count != module.Attention.Heads)
        {
            yield return Of("Encoder", "Heads", Literals.Integer(module.Attention.Heads), heads, Literals.Integer(count));
        }

        if (facts.Find("hidden_act", "hidden_activation", "activation", "activation_function", "feed_forward_proj") is { } activation
            && Activations.TryGetValue(activation.Value, out ActivationKind kind) && kind != module.Block.Activation)
        {
            yield return Of("Encoder", "Activation", $"Activation.{module.Block.Activation}", activation, $"Activation.{kind}");
        }

        if (facts.Find("layer_norm_eps", "norm_eps", "layer_norm_epsilon") is { } epsilon
            && float.TryParse(epsilon.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number > 0)
        {
            if (number != module.Norm.Epsilon)
            {
                yield return Of("Encoder", "Epsilon", Literals.Float(module.Norm.Epsilon), epsilon, Literals.Float(number));
            }

            if (module.Model?.InputNorm is { } norm && number != norm.Epsilon)
            {
                yield return Of("InputNorm", "Epsilon", Literals.Float(norm.Epsilon), epsilon, Literals.Float(number));
            }
        }

        if (module.Model?.Pool is not { } pool)
        {
            yield break;
        }

        if (Poolings.FirstOrDefault(mode => facts.Pooling.Any(entry => entry.Key == mode.Key && entry.Value == "true")) is { Key: { } key } wanted && wanted.Kind != pool.Kind)
        {
            yield return new(
                new("Pool", 0, "Pooling"), $"Pooling.{pool.Kind}", $"{key} is true in 1_Pooling/config.json beside it", $"Pooling.{wanted.Kind}");
        }

        if (!pool.Normalize && facts.Pooling.Any(entry => entry.Key == "normalize"))
        {
            yield return new(new("Pool", 0, "Normalize"), "Normalize = false", "the folder 2_Normalize stands beside it", "Normalize = true");
        }
    }

    private static Misfit Of(string attribute, string argument, string declared, ConfigEntry entry, string wanted) => new(
        new(attribute, 0, argument), $"{argument} = {declared}", $"{entry.Key} is {entry.Value} in config.json beside it", $"{argument} = {wanted}");
}
