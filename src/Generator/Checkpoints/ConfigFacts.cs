using System.Globalization;
using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Checkpoints;

/// <summary>What HuggingFace's <c>config.json</c> and a sentence embedder's pooling say beside a checkpoint, in the terms of a declaration.</summary>
/// <param name="facts">What the build has read.</param>
/// <param name="part">The part of a configuration that describes several models, as <c>text_config</c>; empty where it describes one.</param>
internal sealed class ConfigFacts(CheckpointFacts facts, string part = "")
{
    /// <summary>HuggingFace's names of activations.</summary>
    private static readonly Dictionary<string, ActivationKind> Activations = new(StringComparer.Ordinal)
    {
        ["gelu"] = ActivationKind.Gelu,
        ["geglu"] = ActivationKind.Gelu,
        ["gelu_new"] = ActivationKind.GeluTanh,
        ["gelu_fast"] = ActivationKind.GeluTanh,
        ["gelu_pytorch_tanh"] = ActivationKind.GeluTanh,
        ["gated-gelu"] = ActivationKind.GeluTanh,
        ["quick_gelu"] = ActivationKind.QuickGelu,
        ["relu"] = ActivationKind.Relu,
        ["silu"] = ActivationKind.Silu,
        ["swish"] = ActivationKind.Silu,
        ["swiglu"] = ActivationKind.Silu,
    };

    /// <summary>The keys of a sentence embedder's pooling, and what they mean.</summary>
    private static readonly (string Key, Pooling Kind)[] Poolings =
    [
        ("pooling_mode_cls_token", Pooling.Class),
        ("pooling_mode_mean_tokens", Pooling.Mean),
        ("pooling_mode_max_tokens", Pooling.Max),
        ("pooling_mode_lasttoken", Pooling.Last),
    ];

    /// <summary>Heads of the attention.</summary>
    public ConfigValue<int>? Heads => Size("num_attention_heads", "n_heads", "num_heads", "n_head", "encoder_attention_heads");

    /// <summary>Features of a head, where they do not follow.</summary>
    public ConfigValue<int>? HeadDim => Size("d_kv", "head_dim");

    /// <summary>The function of the feed-forward block.</summary>
    public ConfigValue<ActivationKind>? Activation =>
        Find("hidden_act", "hidden_activation", "activation", "activation_function", "feed_forward_proj") is { } entry && Activations.TryGetValue(entry.Value, out ActivationKind kind) ? new(kind, entry) : null;

    /// <summary>What is added to the variance of norms.</summary>
    public ConfigValue<float>? Epsilon => Number("layer_norm_eps", "norm_eps", "layer_norm_epsilon");

    /// <summary>The base of rotary angles.</summary>
    public ConfigValue<float>? RotaryTheta => Number("global_rope_theta", "rope_theta", "rotary_emb_base");

    /// <summary>The base of rotary angles in local layers.</summary>
    public ConfigValue<float>? LocalRotaryTheta => Number("local_rope_theta");

    /// <summary>The share of a head's features that is rotated.</summary>
    public ConfigValue<float>? RotaryShare => Number("rotary_emb_fraction", "partial_rotary_factor");

    /// <summary>Tokens of a window.</summary>
    public ConfigValue<int>? Window => Size("local_attention");

    /// <summary>Which layers see all tokens.</summary>
    public ConfigValue<int>? GlobalEvery => Size("global_attn_every_n_layers");

    /// <summary>The distance from which on all are in the last bucket.</summary>
    public ConfigValue<int>? MaxDistance => Size("relative_attention_max_distance");

    /// <summary>Rows and columns of an image.</summary>
    public ConfigValue<int>? ImageSize => Size("image_size");

    /// <summary>The kind of model: <c>bert</c>.</summary>
    public string? ModelType => Find("model_type")?.Value;

    /// <summary>How positions are known: <c>absolute</c>, <c>alibi</c>, <c>relative_key</c>.</summary>
    public string? PositionType => Find("position_embedding_type")?.Value;

    /// <summary>How a sentence embedder makes one row, and the key that says so.</summary>
    public (string Key, Pooling Kind)? SentencePooling =>
        Poolings.FirstOrDefault(mode => facts.Pooling.Any(entry => entry.Key == mode.Key && entry.Value == "true")) is { Key: not null } found ? found : null;

    /// <summary>Whether a sentence embedder divides its row by its length.</summary>
    public bool Normalizes => facts.Pooling.Any(entry => entry.Key == "normalize");

    private ConfigEntry? Find(params string[] keys) => (part.Length == 0 ? null : facts.Find(keys.Select(key => $"{part}.{key}").ToArray())) ?? facts.Find(keys);

    private ConfigValue<int>? Size(params string[] keys) =>
        Find(keys) is { } entry && int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? new(count, entry) : null;

    private ConfigValue<float>? Number(params string[] keys) =>
        Find(keys) is { } entry && float.TryParse(entry.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && number > 0 && !float.IsInfinity(number) ? new(number, entry) : null;
}

/// <summary>A value of <c>config.json</c>, and the entry that has it.</summary>
internal sealed record ConfigValue<T>(T Value, ConfigEntry Entry);
