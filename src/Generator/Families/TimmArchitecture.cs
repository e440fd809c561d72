using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>
/// Settings of timm's architectures that no tensor shows: heads, activation, epsilon and pooling. From <c>timm/models/vision_transformer.py</c> and
/// <c>deit.py</c>. Other architectures are only recognised and refused.
/// </summary>
internal static class TimmArchitecture
{
    /// <summary>Architectures that have the names of a vision transformer but compute something else.</summary>
    private static readonly (string Pattern, string Reason)[] Others =
    [
        (@"^(beit|beitv2)_", "its attention adds a learned table of two-dimensional distances"),
        (@"^beit3_", "its attention and feed-forward blocks have norms inside them"),
        (@"^eva02_|^vit_.*_rope_|^vit_pe_|_dinov3", "its positions are two-dimensional rotary ones"),
        (@"^eva_giant", "q and v have separate biases, and their shared projection has none"),
        (@"_rpn_", "its norms come after the blocks, before the sum"),
        (@"^vit_(srelpos|relpos)", "its attention adds two-dimensional relative positions"),
        (@"^samvit_", "its attention uses two-dimensional windows"),
        (@"^cait_|^xcit_|^volo_|^crossvit_|^convit_|^mvitv2_|^levit_|^pit_|^twins_|^swin|^davit_|^maxvit|^coat", "its layers are not those of a vision transformer"),
        (@"^naflexvit_", "its images have any shape, and its positions depend on it"),
        (@"_(18x2|xp)_|_parallel_", "its layers run several blocks in parallel"),
        (@"^vit_(dwee|dlittle|dpwee)", "its attention is the difference of two attentions"),
        (@"_distilled_", "it has a distillation token, and its result is the mean of two heads"),
    ];

    /// <summary>Architectures whose heads are not 64 wide.</summary>
    private static readonly (string Pattern, int Heads)[] OddHeads =
    [
        (@"^vit_base_patch16_gap_224", 16),
        (@"^vit_(huge|giant|gigantic|so400m|giantopt)_(?!patch14_dinov2|patch14_reg4_dinov2)", 16),
        (@"^vit_so150m_", 14),
        (@"^vit_so150m2_", 13),
        (@"^test_vit2", 8),
        (@"^test_vit3", 9),
        (@"^test_vit", 2),
        (@"^aimv2_large", 8),
    ];

    /// <summary>The settings of a repository's architecture; null if it names none.</summary>
    /// <param name="config">Its config.json.</param>
    /// <param name="isAssumed">Whether the user states that it computes the same as a plain vision transformer.</param>
    /// <param name="refusal">Why the model cannot be declared, or null.</param>
    public static CodeSettings? Of(ConfigObject? config, bool isAssumed, out string? refusal)
    {
        refusal = null;
        if (config?.Find("architecture") is not { } entry)
        {
            return null;
        }

        string name = entry.Value.Split('.')[0];
        (string _, string reason) = Others.FirstOrDefault(other => Regex.IsMatch(name, other.Pattern, RegexOptions.CultureInvariant));
        if (reason is not null && !isAssumed)
        {
            refusal = $"{ConfigObject.Quote(entry)}: {reason}";
            return null;
        }

        if (!isAssumed && !Regex.IsMatch(name, @"^(vit|deit3?|flexivit|eva_large|test_vit)\w*$", RegexOptions.CultureInvariant))
        {
            refusal = $"{ConfigObject.Quote(entry)}: this architecture is not known. If it is a plain vision transformer, say so: --assume timm";
            return null;
        }

        bool isClip = name.Contains("_clip_");
        bool isSiglip = name.Contains("_siglip_");
        bool isTanh = isSiglip && Regex.IsMatch(name, @"base_patch32_(gap_)?256|large_patch16_(gap_)?512|so400m_patch16_|giantopt_", RegexOptions.CultureInvariant);
        CodeSettings known = new(
            OddHeads.Where(odd => Regex.IsMatch(name, odd.Pattern, RegexOptions.CultureInvariant)).Select(odd => (int?)odd.Heads).FirstOrDefault(),
            name.Contains("clip_quickgelu") ? Activation.QuickGelu : isTanh ? Activation.GeluTanh : Activation.Gelu,
            isClip ? 1e-5f : 1e-6f,
            name.Contains("_gap_") || name.StartsWith("eva_large", StringComparison.Ordinal) ? "avg" : isSiglip || name.EndsWith("_map", StringComparison.Ordinal) ? "map" : "token");
        return Arguments(config, known, ref refusal);
    }

    /// <summary>Applies the arguments that a repository passes to the architecture. An argument that is not supported is a refusal.</summary>
    private static CodeSettings Arguments(ConfigObject config, CodeSettings known, ref string? refusal)
    {
        if (config.Object("model_args") is { } arguments)
        {
            foreach (string key in arguments.Keys)
            {
                ConfigEntry entry = arguments.Any(key)!;
                switch (key)
                {
                    case "num_heads" when int.TryParse(entry.Value, out int heads) && heads > 0:
                        known = known with { Heads = heads };
                        break;
                    case "global_pool":
                        known = known with { GlobalPool = entry.Value };
                        break;
                    case "act_layer" when Activations.TryGetValue(entry.Value, out Activation activation):
                        known = known with { Activation = activation };
                        break;
                    case "dynamic_img_size" or "dynamic_img_pad" or "img_size" or "patch_size" or "in_chans" or "num_classes" or "embed_dim" or "depth" or "mlp_ratio" or "qkv_bias" or "init_values" or "class_token" or "pre_norm" or "fc_norm":
                    case "drop_rate" or "pos_drop_rate" or "patch_drop_rate" or "proj_drop_rate" or "attn_drop_rate" or "drop_path_rate" or "weight_init" or "fix_init":
                        // Tensors show these, or they only matter in training.
                        break;
                    default:
                        refusal ??= $"{ConfigObject.Quote(entry)}: no attribute can declare what that changes";
                        break;
                }
            }
        }

        // The value of the saved model takes precedence.
        return config.Find("global_pool") is { } pool ? known with { GlobalPool = pool.Value } : known;
    }

    private static readonly Dictionary<string, Activation> Activations = new(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_tanh"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.QuickGelu,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["relu"] = Activation.Relu,
    };
}
