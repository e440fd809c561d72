using System.Globalization;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sidecars;

namespace ShapeGen.Generator.Families;

/// <summary>Reads the settings of one of the two towers from <c>open_clip_config.json</c>. Its keys are those of open_clip's <c>CLIPVisionCfg</c> and <c>CLIPTextCfg</c>.</summary>
internal static class OpenClipConfig
{
    private const string FileName = "open_clip_config.json";

    /// <summary>Default features of a head.</summary>
    private const int UsualHeadWidth = 64;

    /// <summary>Keys that tensors show, or that do not affect what a tower computes.</summary>
    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "layers", "width", "patch_size", "image_size", "mlp_ratio", "context_length", "vocab_size", "patch_dropout", "output_tokens", "image_seq_len",
        "hf_tokenizer_name", "tokenizer_kwargs", "bos_id", "pad_id", "eos_id", "embed_dim",
    };

    /// <summary>Keys for both towers.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "embed_dim", "quick_gelu", "custom_text", "init_logit_scale", "init_logit_bias", "nonscalar_logit_scale", "vision_cfg", "text_cfg", "output_dict", "cast_dtype",
    };

    /// <summary>The settings of a tower; null if there is no such file.</summary>
    /// <param name="facts">The checkpoint and its files.</param>
    /// <param name="family">The tower.</param>
    /// <param name="width">Its width.</param>
    /// <param name="refusal">The reason why it cannot be declared, or null.</param>
    public static CodeSettings? Of(CheckpointFacts facts, KnownFamily family, int width, out string? refusal)
    {
        refusal = null;
        if (ConfigObject.Of(facts, FileName) is not { } file)
        {
            return null;
        }

        if (file.Object("model_cfg") is not { } model || model.Object(family.OpenClipTower) is not { } tower)
        {
            refusal = $"{FileName} has no {family.OpenClipTower} in model_cfg, which describes the tower";
            return null;
        }

        if (model.Keys.FirstOrDefault(key => !Known.Contains(key)) is { } strange)
        {
            refusal = $"{ConfigObject.Quote(model.Any(strange)!)}: no attribute can declare what that changes";
        }

        int? heads = null;
        int headWidth = UsualHeadWidth;
        foreach (string key in tower.Keys)
        {
            ConfigEntry entry = tower.Any(key)!;
            switch (key)
            {
                case var _ when entry.Kind == "null" || Shown.Contains(key):
                    break;
                case "heads" when Read(entry) is { } count:
                    heads = count;
                    break;
                case "head_width" when Read(entry) is { } features:
                    headWidth = features;
                    break;
                case "pool_type" when entry.Value == (family.OpenClipTower == "vision_cfg" ? "tok" : "argmax"):
                case "proj_type" when entry.Value == "linear":
                case "no_ln_pre" or "final_ln_after_pool" or "attentional_pool" or "no_causal_mask" or "embed_cls" or "proj_bias" or "qk_norm" or "scale_heads" or "scale_attn" or "scale_fc" when entry.Value == "false":
                    break;
                default:
                    refusal ??= $"{ConfigObject.Quote(entry)}: no attribute can declare what that changes";
                    break;
            }
        }

        // open_clip's default for a text encoder is 8 heads.
        heads ??= family.OpenClipTower == "text_cfg" ? 8 : width % headWidth == 0 ? width / headWidth : null;
        ConfigEntry? quick = model.Find("quick_gelu");
        if (quick is not null and not { Value: "true" or "false" or "0" or "1" })
        {
            refusal ??= $"{ConfigObject.Quote(quick)}: it should be true or false";
        }

        return new(heads, quick?.Value is "true" or "1" ? Activation.QuickGelu : Activation.Gelu, 1e-5f, GlobalPool: null);
    }

    private static int? Read(ConfigEntry entry) => int.TryParse(entry.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;
}
