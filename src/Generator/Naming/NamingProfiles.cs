using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Options;
using static ShapeGen.Generator.Naming.NameEntry;

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
        Heads = [["heads.{layer}"]],
        Convolutions = [["convolutions.{layer}"]],
        ConvolutionNorms = [["convolution_norms.{layer}"]],
        Entries =
        [
            Each(Role.Norm1, "pre_norm_mha.0"),
            Each(Role.Qkv, "pre_norm_mha.1.qkv_proj"),
            Each(Role.Query, "pre_norm_mha.1.q_proj"),
            Each(Role.KeyValue, "pre_norm_mha.1.kv_proj"),
            Each(Role.Out, "pre_norm_mha.1.out_proj"),
            Each(Role.Norm2, "pre_norm_ffn.0"),
            Each(Role.Ffn1, "pre_norm_ffn.1"),
            Each(Role.Ffn2, "pre_norm_ffn.4"),
            Exactly(Role.LayerScale1, "pre_norm_mha.layer_scale"),
            Exactly(Role.LayerScale2, "pre_norm_ffn.layer_scale"),
            Once(Role.FinalNorm, NamingProfile.LayerCount),
            Once(Role.RelativeBias, "relative_attention_bias"),
            Table(Role.TokenEmbedding, "token_embedding"),
            Table(Role.TypeEmbedding, "type_embedding"),
            Table(Role.Positions, "positions"),
            OnceExactly(Role.ClassToken, "class_token"),
            Once(Role.Patch, "patch_embedding"),
            Once(Role.Projection, "projection"),
            OnceNorm(Role.InputNorm, "input_norm"),
        ],
        Gated = [Each(Role.Gate, "pre_norm_ffn.1_gate"), Each(Role.Ffn1, "pre_norm_ffn.1")],
        Alone = [Each(Role.Linear, ""), Each(Role.Norm, ""), Each(Role.Gate, "gate"), Each(Role.Ffn1, "fc1"), Each(Role.Ffn2, "fc2")],
    };

    private static NamingProfile Torch() => new()
    {
        Naming = TensorNaming.Torch,
        Layer = "layers.{layer}.",
        Attention = "self_attn.",
        Heads = [["heads.{layer}"]],
        Convolutions = [["convolutions.{layer}"]],
        ConvolutionNorms = [["convolution_norms.{layer}"]],
        Entries =
        [
            Each(Role.Norm1, "norm1"),
            Each(Role.Qkv, "self_attn.in_proj_{part}"),
            Each(Role.Out, "self_attn.out_proj"),
            Each(Role.Norm2, "norm2"),
            Each(Role.Ffn1, "linear1"),
            Each(Role.Ffn2, "linear2"),
            Once(Role.FinalNorm, "norm"),
            Table(Role.TokenEmbedding, "token_embedding"),
            Table(Role.TypeEmbedding, "type_embedding"),
            Table(Role.Positions, "positions"),
            OnceExactly(Role.ClassToken, "class_token"),
            Once(Role.Patch, "patch_embedding"),
            Once(Role.Projection, "projection"),
            OnceNorm(Role.InputNorm, "input_norm"),
        ],
    };

    private static NamingProfile HuggingFaceBert() => new()
    {
        Naming = TensorNaming.HuggingFaceBert,
        Prefixes = ["", "bert.", "roberta."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.",
        Heads = [["pooler.dense"], ["/classifier"], ["pooler.dense", "/classifier"], ["/classifier.dense", "/classifier.out_proj"]],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Each(Role.Query, "attention.self.query"),
            Each(Role.Key, "attention.self.key"),
            Each(Role.Value, "attention.self.value"),
            Each(Role.Out, "attention.output.dense"),
            Norm(Role.Norm1, "attention.output.LayerNorm"),
            Each(Role.Ffn1, "intermediate.dense"),
            Each(Role.Ffn2, "output.dense"),
            Norm(Role.Norm2, "output.LayerNorm"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.TypeEmbedding, "embeddings.token_type_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            OnceNorm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceDistilBert() => new()
    {
        Naming = TensorNaming.HuggingFaceDistilBert,
        Prefixes = ["", "distilbert."],
        Layer = "transformer.layer.{layer}.",
        Attention = "attention.",
        FeedForward = "ffn.",
        Heads = [["/classifier"], ["/pre_classifier", "/classifier"]],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Each(Role.Query, "attention.q_lin"),
            Each(Role.Key, "attention.k_lin"),
            Each(Role.Value, "attention.v_lin"),
            Each(Role.Out, "attention.out_lin"),
            Each(Role.Norm1, "sa_layer_norm"),
            Each(Role.Ffn1, "ffn.lin1"),
            Each(Role.Ffn2, "ffn.lin2"),
            Each(Role.Norm2, "output_layer_norm"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            OnceNorm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceMpnet() => new()
    {
        Naming = TensorNaming.HuggingFaceMpnet,
        Prefixes = ["", "mpnet."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.attn.",
        Heads = [["pooler.dense"], ["/classifier"], ["/classifier.dense", "/classifier.out_proj"]],
        Ignored = ["embeddings.position_ids", "embeddings.token_type_ids"],
        Entries =
        [
            Each(Role.Query, "attention.attn.q"),
            Each(Role.Key, "attention.attn.k"),
            Each(Role.Value, "attention.attn.v"),
            Each(Role.Out, "attention.attn.o"),
            Each(Role.Norm1, "attention.LayerNorm"),
            Each(Role.Ffn1, "intermediate.dense"),
            Each(Role.Ffn2, "output.dense"),
            Each(Role.Norm2, "output.LayerNorm"),
            Once(Role.RelativeBias, "encoder.relative_attention_bias"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            OnceNorm(Role.InputNorm, "embeddings.LayerNorm"),
        ],
    };

    private static NamingProfile HuggingFaceVit() => new()
    {
        // DINOv2 has other names than ViT for norms, scales and the layers of the feed-forward block; the rest is the same.
        Naming = TensorNaming.HuggingFaceVit,
        Prefixes = ["", "vit.", "dinov2."],
        Layer = "encoder.layer.{layer}.",
        Attention = "attention.",
        Heads = [["/classifier"], ["pooler.dense"], ["pooler.dense", "/classifier"]],
        Ignored = ["embeddings.mask_token"],
        Entries =
        [
            Each(Role.Norm1, "layernorm_before", "norm1"),
            Each(Role.Query, "attention.attention.query"),
            Each(Role.Key, "attention.attention.key"),
            Each(Role.Value, "attention.attention.value"),
            Each(Role.Out, "attention.output.dense"),
            Exactly(Role.LayerScale1, "layer_scale1.lambda1"),
            Each(Role.Norm2, "layernorm_after", "norm2"),
            Each(Role.Ffn1, "intermediate.dense", "mlp.fc1"),
            Each(Role.Ffn2, "output.dense", "mlp.fc2"),
            Exactly(Role.LayerScale2, "layer_scale2.lambda1"),
            Once(Role.FinalNorm, "layernorm"),
            OnceExactly(Role.ClassToken, "embeddings.cls_token"),
            OnceExactly(Role.Positions, "embeddings.position_embeddings"),
            Once(Role.Patch, "embeddings.patch_embeddings.projection"),
        ],
        Gated = [Each(Role.Wi, "mlp.weights_in"), Each(Role.Ffn2, "mlp.weights_out")],
    };

    private static NamingProfile Timm() => new()
    {
        // Gated blocks: timm's packed one, timm's with two layers, and that of DINOv2's authors.
        Naming = TensorNaming.Timm,
        Layer = "blocks.{layer}.",
        Attention = "attn.",
        FeedForward = "mlp.",
        Heads = [["head"]],
        Ignored = ["mask_token"],
        Entries =
        [
            Each(Role.Norm1, "norm1"),
            Each(Role.Qkv, "attn.qkv"),
            Each(Role.Out, "attn.proj"),
            Exactly(Role.LayerScale1, "ls1.gamma"),
            Each(Role.Norm2, "norm2"),
            Each(Role.Ffn1, "mlp.fc1"),
            Each(Role.Ffn2, "mlp.fc2"),
            Exactly(Role.LayerScale2, "ls2.gamma"),
            Once(Role.FinalNorm, "norm"),
            OnceExactly(Role.ClassToken, "cls_token"),
            OnceExactly(Role.Positions, "pos_embed"),
            Once(Role.Patch, "patch_embed.proj"),
            OnceNorm(Role.InputNorm, "norm_pre"),
        ],
        Gated = [Each(Role.Gate, "mlp.fc1_g"), Each(Role.Ffn1, "mlp.fc1_x"), Each(Role.Wi, "mlp.fc1", "mlp.w12"), Each(Role.Ffn2, "mlp.fc2", "mlp.w3")],
    };

    private static NamingProfile HuggingFaceClip() => new()
    {
        Naming = TensorNaming.HuggingFaceClip,
        Prefixes = ["", "text_model.", "vision_model."],
        Layer = "encoder.layers.{layer}.",
        Attention = "self_attn.",
        FeedForward = "mlp.",
        Heads = [["/text_projection"], ["/visual_projection"]],
        Ignored = ["embeddings.position_ids"],
        Entries =
        [
            Each(Role.Query, "self_attn.q_proj"),
            Each(Role.Key, "self_attn.k_proj"),
            Each(Role.Value, "self_attn.v_proj"),
            Each(Role.Out, "self_attn.out_proj"),
            Each(Role.Norm1, "layer_norm1"),
            Each(Role.Ffn1, "mlp.fc1"),
            Each(Role.Ffn2, "mlp.fc2"),
            Each(Role.Norm2, "layer_norm2"),
            Once(Role.FinalNorm, "final_layer_norm", "post_layernorm"),
            Table(Role.TokenEmbedding, "embeddings.token_embedding"),
            Table(Role.Positions, "embeddings.position_embedding"),
            OnceExactly(Role.ClassToken, "embeddings.class_embedding"),
            Once(Role.Patch, "embeddings.patch_embedding"),
            OnceNorm(Role.InputNorm, "pre_layrnorm"),
        ],
    };

    private static NamingProfile HuggingFaceWhisper() => new()
    {
        Naming = TensorNaming.HuggingFaceWhisper,
        Prefixes = ["", "model."],
        Layer = "encoder.layers.{layer}.",
        Attention = "self_attn.",
        Convolutions = [["encoder.conv1", "encoder.conv2"]],
        Entries =
        [
            Each(Role.Query, "self_attn.q_proj"),
            Each(Role.Key, "self_attn.k_proj"),
            Each(Role.Value, "self_attn.v_proj"),
            Each(Role.Out, "self_attn.out_proj"),
            Each(Role.Norm1, "self_attn_layer_norm"),
            Each(Role.Ffn1, "fc1"),
            Each(Role.Ffn2, "fc2"),
            Each(Role.Norm2, "final_layer_norm"),
            Once(Role.FinalNorm, "encoder.layer_norm"),
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
        Heads = [["/classifier"], ["/head.dense"]],
        Entries =
        [
            Each(Role.Norm1, "attn_norm"),
            Each(Role.Qkv, "attn.Wqkv"),
            Each(Role.Out, "attn.Wo"),
            Each(Role.Norm2, "mlp_norm"),
            Each(Role.Ffn2, "mlp.Wo"),
            Once(Role.FinalNorm, "final_norm"),
            Table(Role.TokenEmbedding, "embeddings.tok_embeddings"),
            OnceNorm(Role.InputNorm, "embeddings.norm"),
        ],
        Gated = [Each(Role.Wi, "mlp.Wi")],
    };

    private static NamingProfile NomicBert() => new()
    {
        // The activation applies to the result of fc12.
        Naming = TensorNaming.NomicBert,
        Prefixes = ["", "bert."],
        Layer = "encoder.layers.{layer}.",
        Attention = "attn.",
        FeedForward = "mlp.",
        Heads = [["pooler.dense"], ["/classifier"], ["pooler.dense", "/classifier"]],
        Entries =
        [
            Each(Role.Qkv, "attn.Wqkv"),
            Each(Role.Out, "attn.out_proj"),
            Each(Role.Norm1, "norm1"),
            Each(Role.Ffn1, "mlp.fc1"),
            Each(Role.Ffn2, "mlp.fc2"),
            Each(Role.Norm2, "norm2"),
            Table(Role.TokenEmbedding, "embeddings.word_embeddings"),
            Table(Role.TypeEmbedding, "embeddings.token_type_embeddings"),
            Table(Role.Positions, "embeddings.position_embeddings"),
            OnceNorm(Role.InputNorm, "emb_ln"),
        ],
        Gated = [Each(Role.Gate, "mlp.fc12"), Each(Role.Ffn1, "mlp.fc11")],
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
            Each(Role.Query, "layer.0.SelfAttention.q"),
            Each(Role.Key, "layer.0.SelfAttention.k"),
            Each(Role.Value, "layer.0.SelfAttention.v"),
            Each(Role.Out, "layer.0.SelfAttention.o"),
            InFirstLayer(Role.RelativeBias, "layer.0.SelfAttention.relative_attention_bias"),
            Each(Role.Norm1, "layer.0.layer_norm"),
            Each(Role.Ffn1, "layer.1.DenseReluDense.wi"),
            Each(Role.Ffn2, "layer.1.DenseReluDense.wo"),
            Each(Role.Norm2, "layer.1.layer_norm"),
            Once(Role.FinalNorm, "encoder.final_layer_norm"),
            Table(Role.TokenEmbedding, "shared", "encoder.embed_tokens"),
        ],
        Gated = [Each(Role.Gate, "layer.1.DenseReluDense.wi_0"), Each(Role.Ffn1, "layer.1.DenseReluDense.wi_1")],
    };
}
