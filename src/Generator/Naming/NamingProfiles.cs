using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;
using static ShapeGen.Generator.Naming.NameEntry;
using static ShapeGen.Generator.Naming.NumberedNames;

namespace ShapeGen.Generator.Naming;

/// <summary>The known families of checkpoints, with the names of their published implementations.</summary>
internal static class NamingProfiles
{
    private static readonly Dictionary<TensorNaming, NamingProfile> All = new[]
    {
        CvNets(), Torch(), HuggingFaceBert(), HuggingFaceDistilBert(), HuggingFaceMpnet(), HuggingFaceVit(), Timm(), HuggingFaceClip(), HuggingFaceWhisper(), ModernBert(), NomicBert(),
        HuggingFaceT5(),
    }.ToDictionary(profile => profile.Naming);

    public static NamingProfile Of(TensorNaming naming) => All[naming];

    private static NamingProfile CvNets() => new()
    {
        Naming = TensorNaming.CvNets,
        Layer = "{layer}.",
        IsLayerAloneFirst = true,
        Attention = "pre_norm_mha.1.",
        Numbered = [Several(Role.Heads, ["heads.{layer}"]), Several(Role.Convolutions, ["convolutions.{layer}"]), Several(Role.ConvolutionNorms, ["convolution_norms.{layer}"])],
        Entries =
        [
            Named(Role.Norm1, "pre_norm_mha.0"),
            Named(Role.Qkv, "pre_norm_mha.1.qkv_proj"),
            Named(Role.Query, "pre_norm_mha.1.q_proj"),
            Named(Role.KeyValue, "pre_norm_mha.1.kv_proj"),
            Named(Role.Out, "pre_norm_mha.1.out_proj"),
            Named(Role.Norm2, "pre_norm_ffn.0"),
            Named(Role.Ffn1, "pre_norm_ffn.1"),
            Named(Role.Ffn2, "pre_norm_ffn.4"),
            Exactly(Role.LayerScale1, "pre_norm_mha.layer_scale"),
            Exactly(Role.LayerScale2, "pre_norm_ffn.layer_scale"),
            Named(Role.FinalNorm, NamingProfile.LayerCount),
            Named(Role.RelativeBias, "relative_attention_bias"),
            Table(Role.TokenEmbedding, "token_embedding"),
            Table(Role.TypeEmbedding, "type_embedding"),
            Table(Role.Positions, "positions"),
            Exactly(Role.ClassToken, "class_token"),
            Named(Role.Patch, "patch_embedding"),
            Named(Role.Projection, "projection"),
            Norm(Role.InputNorm, "input_norm"),
        ],
        Gated = [Named(Role.Gate, "pre_norm_ffn.1_gate"), Named(Role.Ffn1, "pre_norm_ffn.1")],
        Alone = [Named(Role.Linear, ""), Named(Role.Norm, ""), Named(Role.Gate, "gate"), Named(Role.Ffn1, "fc1"), Named(Role.Ffn2, "fc2")],
    };

    private static NamingProfile Torch() => new()
    {
        Naming = TensorNaming.Torch,
        Layer = "layers.{layer}.",
        Attention = "self_attn.",
        Numbered = [Several(Role.Heads, ["heads.{layer}"]), Several(Role.Convolutions, ["convolutions.{layer}"]), Several(Role.ConvolutionNorms, ["convolution_norms.{layer}"])],
        Entries =
        [
            Named(Role.Norm1, "norm1"),
            Named(Role.Qkv, "self_attn.in_proj_{part}"),
            Named(Role.Out, "self_attn.out_proj"),
            Named(Role.Norm2, "norm2"),
            Named(Role.Ffn1, "linear1"),
            Named(Role.Ffn2, "linear2"),
            Named(Role.FinalNorm, "norm"),
            Table(Role.TokenEmbedding, "token_embedding"),
            Table(Role.TypeEmbedding, "type_embedding"),
            Table(Role.Positions, "positions"),
            Exactly(Role.ClassToken, "class_token"),
            Named(Role.Patch, "patch_embedding"),
            Named(Role.Projection, "projection"),
            Norm(Role.InputNorm, "input_norm"),
        ],
    };

    private static NamingProfile HuggingFaceBert() => new()
    {
        Naming = TensorNaming.HuggingFaceBert,
        Prefixes = ["", "bert.", "roberta."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.",
        Numbered = [Several(Role.Heads, ["pooler.dense"], ["/classifier"], ["pooler.dense", "/classifier"], ["/classifier.dense", "/classifier.out_proj"])],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Named(Role.Query, "attention.self.query"),
            Named(Role.Key, "attention.self.key"),
            Named(Role.Value, "attention.self.value"),
            Named(Role.Out, "attention.output.dense"),
            Norm(Role.Norm1, "attention.output.LayerNorm"),
            Named(Role.Ffn1, "intermediate.dense"),
            Named(Role.Ffn2, "output.dense"),
            Norm(Role.Norm2, "output.LayerNorm"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.TypeEmbedding, "embeddings.token_type_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            Norm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceDistilBert() => new()
    {
        Naming = TensorNaming.HuggingFaceDistilBert,
        Prefixes = ["", "distilbert."],
        Layer = "transformer.layer.{layer}.",
        Attention = "attention.",
        FeedForward = "ffn.",
        Numbered = [Several(Role.Heads, ["/classifier"], ["/pre_classifier", "/classifier"])],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Named(Role.Query, "attention.q_lin"),
            Named(Role.Key, "attention.k_lin"),
            Named(Role.Value, "attention.v_lin"),
            Named(Role.Out, "attention.out_lin"),
            Named(Role.Norm1, "sa_layer_norm"),
            Named(Role.Ffn1, "ffn.lin1"),
            Named(Role.Ffn2, "ffn.lin2"),
            Named(Role.Norm2, "output_layer_norm"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            Norm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceMpnet() => new()
    {
        Naming = TensorNaming.HuggingFaceMpnet,
        Prefixes = ["", "mpnet."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.attn.",
        Numbered = [Several(Role.Heads, ["pooler.dense"], ["/classifier"], ["/classifier.dense", "/classifier.out_proj"])],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Named(Role.Query, "attention.attn.q"),
            Named(Role.Key, "attention.attn.k"),
            Named(Role.Value, "attention.attn.v"),
            Named(Role.Out, "attention.attn.o"),
            Named(Role.Norm1, "attention.LayerNorm"),
            Named(Role.Ffn1, "intermediate.dense"),
            Named(Role.Ffn2, "output.dense"),
            Named(Role.Norm2, "output.LayerNorm"),
            Named(Role.RelativeBias, "encoder.relative_attention_bias"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            Norm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceVit() => new()
    {
        // DINOv2 has other names than ViT for norms, scales and the layers of the feed-forward block; the rest is the same.
        Naming = TensorNaming.HuggingFaceVit,
        Prefixes = ["", "vit.", "dinov2."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.",
        Numbered = [Several(Role.Heads, ["/classifier"], ["pooler.dense"], ["pooler.dense", "/classifier"])],
        Ignored = ["embeddings.mask_token"],
        Entries =
        [
            Named(Role.Norm1, "layernorm_before", "norm1"),
            Named(Role.Query, "attention.attention.query"),
            Named(Role.Key, "attention.attention.key"),
            Named(Role.Value, "attention.attention.value"),
            Named(Role.Out, "attention.output.dense"),
            Exactly(Role.LayerScale1, "layer_scale1.lambda1"),
            Named(Role.Norm2, "layernorm_after", "norm2"),
            Named(Role.Ffn1, "intermediate.dense", "mlp.fc1"),
            Named(Role.Ffn2, "output.dense", "mlp.fc2"),
            Exactly(Role.LayerScale2, "layer_scale2.lambda1"),
            Named(Role.FinalNorm, "layernorm"),
            Exactly(Role.ClassToken, "embeddings.cls_token"),
            Exactly(Role.Positions, "embeddings.position_embeddings"),
            Named(Role.Patch, "embeddings.patch_embeddings.projection"),
        ],
        Gated = [Named(Role.Wi, "mlp.weights_in"), Named(Role.Ffn2, "mlp.weights_out")],
    };

    private static NamingProfile Timm() => new()
    {
        // Gated blocks: timm's packed one, timm's with two layers, and that of DINOv2's authors.
        Naming = TensorNaming.Timm,
        Layer = "blocks.{layer}.",
        Attention = "attn.",
        FeedForward = "mlp.",
        Numbered = [Several(Role.Heads, ["head"])],
        Ignored = ["mask_token"],
        Entries =
        [
            Named(Role.Norm1, "norm1"),
            Named(Role.Qkv, "attn.qkv"),
            Named(Role.Out, "attn.proj"),
            Exactly(Role.LayerScale1, "ls1.gamma"),
            Named(Role.Norm2, "norm2"),
            Named(Role.Ffn1, "mlp.fc1"),
            Named(Role.Ffn2, "mlp.fc2"),
            Exactly(Role.LayerScale2, "ls2.gamma"),
            Named(Role.FinalNorm, "norm"),
            Exactly(Role.ClassToken, "cls_token"),
            Exactly(Role.Positions, "pos_embed"),
            Named(Role.Patch, "patch_embed.proj"),
            Norm(Role.InputNorm, "norm_pre"),
        ],
        Gated = [Named(Role.Gate, "mlp.fc1_g"), Named(Role.Ffn1, "mlp.fc1_x"), Named(Role.Wi, "mlp.fc1", "mlp.w12"), Named(Role.Ffn2, "mlp.fc2", "mlp.w3")],
    };

    private static NamingProfile HuggingFaceClip() => new()
    {
        Naming = TensorNaming.HuggingFaceClip,
        Prefixes = ["", "text_model.", "vision_model."],
        Layer = "encoder.layers.{layer}.",
        Attention = "self_attn.",
        FeedForward = "mlp.",
        Numbered = [Several(Role.Heads, ["/text_projection"], ["/visual_projection"])],
        Ignored = ["embeddings.position_ids"],
        Entries =
        [
            Named(Role.Query, "self_attn.q_proj"),
            Named(Role.Key, "self_attn.k_proj"),
            Named(Role.Value, "self_attn.v_proj"),
            Named(Role.Out, "self_attn.out_proj"),
            Named(Role.Norm1, "layer_norm1"),
            Named(Role.Ffn1, "mlp.fc1"),
            Named(Role.Ffn2, "mlp.fc2"),
            Named(Role.Norm2, "layer_norm2"),
            Named(Role.FinalNorm, "final_layer_norm", "post_layernorm"),
            Table(Role.TokenEmbedding, "embeddings.token_embedding"),
            Table(Role.Positions, "embeddings.position_embedding"),
            Exactly(Role.ClassToken, "embeddings.class_embedding"),
            Named(Role.Patch, "embeddings.patch_embedding"),
            Norm(Role.InputNorm, "pre_layrnorm"),
        ],
    };

    private static NamingProfile HuggingFaceWhisper() => new()
    {
        Naming = TensorNaming.HuggingFaceWhisper,
        Prefixes = ["", "model."],
        Layer = "encoder.layers.{layer}.",
        Attention = "self_attn.",
        Numbered = [Several(Role.Convolutions, ["encoder.conv1", "encoder.conv2"])],
        Entries =
        [
            Named(Role.Query, "self_attn.q_proj"),
            Named(Role.Key, "self_attn.k_proj"),
            Named(Role.Value, "self_attn.v_proj"),
            Named(Role.Out, "self_attn.out_proj"),
            Named(Role.Norm1, "self_attn_layer_norm"),
            Named(Role.Ffn1, "fc1"),
            Named(Role.Ffn2, "fc2"),
            Named(Role.Norm2, "final_layer_norm"),
            Named(Role.FinalNorm, "encoder.layer_norm"),
            Table(Role.Positions, "encoder.embed_positions"),
        ],
    };

    private static NamingProfile ModernBert() => new()
    {
        // The activation applies to the first half of Wi, which ModernBERT calls the input; it calls the second half the gate.
        Naming = TensorNaming.ModernBert,
        Prefixes = ["", "model."],
        Layer = "layers.{layer}.",
        Attention = "attn.",
        FeedForward = "mlp.",
        HasNoFirstNorm = true,
        Numbered = [Several(Role.Heads, ["/classifier"], ["/head.dense"])],
        Entries =
        [
            Named(Role.Norm1, "attn_norm"),
            Named(Role.Qkv, "attn.Wqkv"),
            Named(Role.Out, "attn.Wo"),
            Named(Role.Norm2, "mlp_norm"),
            Named(Role.Ffn2, "mlp.Wo"),
            Named(Role.FinalNorm, "final_norm"),
            Table(Role.TokenEmbedding, "embeddings.tok_embeddings"),
            Norm(Role.InputNorm, "embeddings.norm"),
        ],
        Gated = [Named(Role.Wi, "mlp.Wi")],
    };

    private static NamingProfile NomicBert() => new()
    {
        // The activation applies to the result of fc12.
        Naming = TensorNaming.NomicBert,
        Prefixes = ["", "bert."],
        Layer = "encoder.layers.{layer}.",
        Attention = "attn.",
        FeedForward = "mlp.",
        Numbered = [Several(Role.Heads, ["pooler.dense"], ["/classifier"], ["pooler.dense", "/classifier"])],
        Entries =
        [
            Named(Role.Qkv, "attn.Wqkv"),
            Named(Role.Out, "attn.out_proj"),
            Named(Role.Norm1, "norm1"),
            Named(Role.Ffn1, "mlp.fc1"),
            Named(Role.Ffn2, "mlp.fc2"),
            Named(Role.Norm2, "norm2"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.TypeEmbedding, "embeddings.token_type_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            Norm(Role.InputNorm, "emb_ln"),
        ],
        Gated = [Named(Role.Gate, "mlp.fc12"), Named(Role.Ffn1, "mlp.fc11")],
    };

    private static NamingProfile HuggingFaceT5() => new()
    {
        // The activation applies to the result of wi_0.
        Naming = TensorNaming.HuggingFaceT5,
        Layer = "encoder.block.{layer}.",
        Attention = "layer.0.SelfAttention.",
        FeedForward = "layer.1.DenseReluDense.",
        Entries =
        [
            Named(Role.Query, "layer.0.SelfAttention.q"),
            Named(Role.Key, "layer.0.SelfAttention.k"),
            Named(Role.Value, "layer.0.SelfAttention.v"),
            Named(Role.Out, "layer.0.SelfAttention.o"),
            InFirstLayer(Role.RelativeBias, "layer.0.SelfAttention.relative_attention_bias"),
            Named(Role.Norm1, "layer.0.layer_norm"),
            Named(Role.Ffn1, "layer.1.DenseReluDense.wi"),
            Named(Role.Ffn2, "layer.1.DenseReluDense.wo"),
            Named(Role.Norm2, "layer.1.layer_norm"),
            Named(Role.FinalNorm, "encoder.final_layer_norm"),
            Table(Role.TokenEmbedding, "shared", "encoder.embed_tokens"),
        ],
        Gated = [Named(Role.Gate, "layer.1.DenseReluDense.wi_0"), Named(Role.Ffn1, "layer.1.DenseReluDense.wi_1")],
    };
}
