using System.Text.RegularExpressions;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Headers;

namespace ShapeGen.Generator.Suggestion;

/// <summary>Known models that cannot be declared, with the part that no attribute can express.</summary>
internal static class Undeclarable
{
    private static readonly (string Family, string Names, string Reason)[] ByNames =
    [
        ("DeBERTa", @"(^|\.)(rel_embeddings\.|attention\.self\.(pos_proj|pos_q_proj|pos_key_proj|query_proj|in_proj)\.)",
            "its disentangled attention adds products of tokens with relative positions to the scores, which no Position can declare"),
        ("Swin", @"relative_position_bias_table$|(^|\.)layers\.\d+\.blocks\.\d+\.|(^|\.)layers\.\d+\.downsample\.",
            "its attention uses shifted windows in two dimensions, and its layers have several widths; all layers of [Encoder] are equal, and Window has one dimension"),
        ("a mixture of experts", @"\.experts\.\d+\.|\.router\.|block_sparse_moe\.", "its feed-forward blocks are chosen for each token; [Encoder] has one block in each layer"),
        ("DINOv2 with registers", @"(^|\.)(register_tokens|reg_token)$", "it has register tokens besides the class token, but [ClassToken] declares only one learned row"),
        ("distilled DeiT", @"(^|\.)(dist_token|distillation_token)$", "two learned rows, for class and distillation, come before the patches, but [ClassToken] declares only one"),
        ("ALBERT", @"embedding_hidden_mapping_in\.", "embeddings are projected to the width of the layers, and all layers share one set of weights"),
        ("ELECTRA with narrow embeddings", @"(^|\.)embeddings_project\.", "embeddings are projected to the width of the layers, which [TokenEmbedding] cannot do"),
        ("a model with low-rank adapters", @"\.lora_[AB]\.", "merge the adapters into the weights first (peft's merge_and_unload)"),
        ("a quantised model", @"\.(qweight|qzeros|scales|SCB|weight_scale)$", "quantised weights cannot be read; convert them to float first"),
    ];

    private static readonly Regex DecoderLayers = new(
        @"(^|\.)(layers|h|blocks)\.0\.(self_attn\.(q_proj|qkv_proj|q_a_proj)|attn\.c_attn|self_attention\.query_key_value|attention\.query_key_value|mixer\.Wqkv|attention\.wq)\.", RegexOptions.CultureInvariant);

    private static readonly Regex DecoderTokens = new(@"(^|\.)(embed_tokens|wte|embed_in|tok_embeddings|word_embeddings|embd\.wte)\.weight$", RegexOptions.CultureInvariant);

    /// <summary>Layers of an encoder. The file may also have a decoder.</summary>
    private static readonly Regex EncoderLayers = new(@"(^|\.)encoder\.(layers|layer|block)\.0\.", RegexOptions.CultureInvariant);

    private static readonly Regex EncoderStem = new(@"(^|\.)encoder\.", RegexOptions.CultureInvariant);

    /// <summary>The family and the reason why it cannot be declared, with the tensor that shows it; null if there is none.</summary>
    /// <param name="facts">The file.</param>
    /// <param name="isTold">Whether a configuration names a known family, so that a decoder in the file is not the model itself.</param>
    public static (string Family, string Reason)? Of(CheckpointFacts facts, bool isTold)
    {
        foreach ((string family, string names, string reason) in ByNames)
        {
            if (facts.Tensors.FirstOrDefault(tensor => Regex.IsMatch(tensor.Name, names, RegexOptions.CultureInvariant)) is { } tensor)
            {
                return (family, $"{reason} (the file has '{tensor.Name}' {tensor.ShapeText})");
            }
        }

        return isTold || facts.Tensors.Any(tensor => EncoderLayers.IsMatch(tensor.Name)) ? null : Decoder(facts);
    }

    private static (string Family, string Reason)? Decoder(CheckpointFacts facts)
    {
        HeaderTensor? layers = facts.Tensors.FirstOrDefault(tensor => DecoderLayers.IsMatch(tensor.Name) && !EncoderStem.IsMatch(tensor.Name));
        HeaderTensor? tokens = facts.Tensors.FirstOrDefault(tensor => DecoderTokens.IsMatch(tensor.Name) && !EncoderStem.IsMatch(tensor.Name));
        return layers is null || tokens is null ? null : (
            "a decoder language model (like GPT or Llama)",
            $"each token attends only to earlier tokens, and declare does not know the names of decoders, whether they write text or embed it (the file has '{tokens.Name}' {tokens.ShapeText} and '{layers.Name}' {layers.ShapeText}). The layers alone can be declared by hand, with Mask = AttentionMask.Causal: docs/names.md has GPT-2's");
    }
}
