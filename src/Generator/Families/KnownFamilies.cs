using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Naming;
using ShapeGen.Generator.Operations.Convolution;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Roles;
using ShapeGen.Generator.Sidecars;
using ShapeGen.Generator.Suggestion;
using static ShapeGen.Generator.Families.KnownFamily;
using static ShapeGen.Generator.Sidecars.KeyRule;

namespace ShapeGen.Generator.Families;

/// <summary>The families whose published models are known. docs/models.md has a declaration of each.</summary>
/// <remarks>The meaning of configurations comes from transformers' <c>configuration_*.py</c> and <c>modeling_*.py</c> of each model type, and from the code of models that bring their own.</remarks>
internal static class KnownFamilies
{
    private static readonly ConvolutionSettings Spectrum = new(0, 0, new(3, 1, 1), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false);

    /// <summary>Heads for other tasks in published models of the BERT family.</summary>
    private static readonly string[] BertOutputs = ["cls.predictions.*", "cls.seq_relationship.*", "lm_head.*", "mlm_head.*", "generator_predictions.*", "generator_lm_head.*", "discriminator_predictions.*"];

    /// <summary>The keys of most of transformers' encoders.</summary>
    private static readonly string[] UsualKeys = ["hidden_act", "layer_norm_eps", "num_attention_heads", "hidden_size", "num_hidden_layers", "intermediate_size", "vocab_size"];

    private static readonly string[] AnswerHeads = ["qa_outputs.*"];

    private static readonly IReadOnlyDictionary<string, KeyRule> BertKeys = Rules(
        Unused("max_position_embeddings", "type_vocab_size"), [Only("embedding_size", "embeddings are projected to the width of the layers")]);

    /// <summary>In order of precedence: among families with the same names, the first that fits is taken.</summary>
    public static readonly IReadOnlyList<KnownFamily> All =
    [
        JinaBert(),
        Roberta(),
        Bert("bert", "BERT", ["bert", "splinter"]),
        Bert("ernie", "ERNIE", ["ernie"]) with
        {
            IsByTypeOnly = true,
            Keys = Rules(
                Unused("max_position_embeddings", "type_vocab_size", "task_type_vocab_size"),
                [Only("use_task_id", "a row for the task is added to each token (task_type_embeddings)", "false"), Only("embedding_size", "embeddings are projected to the width of the layers")]),
        },
        Bert("bert-generation", "BERT for generation", ["bert-generation"]) with { IsByTypeOnly = true, Defaults = new(16, 1e-12f, Activation.Gelu) },
        Bert("electra", "ELECTRA", ["electra"]) with { IsByTypeOnly = true, ClassifierActivation = HeadActivation.Gelu, Defaults = new(4, 1e-12f, Activation.Gelu), Keys = Rules(Unused("max_position_embeddings", "type_vocab_size", "embedding_size")) },
        Bert("big_bird", "BigBird", ["big_bird"]) with
        {
            IsByTypeOnly = true,
            HasClassifierOfLayers = true,
            Defaults = new(12, 1e-12f, Activation.GeluTanh),
            Outputs = [.. BertOutputs, "pooler.weight", "pooler.bias"],
            Keys = Rules(
                Unused("max_position_embeddings", "type_vocab_size", "block_size", "num_random_blocks"), Read("attention_type"),
                [Only("rescale_embeddings", "embeddings are multiplied by the square root of their width", "false"), Only("use_bias", "q, k and v have no bias", "true")]),
            Notes = ["BigBird's attention_type block_sparse skips keys in long texts (more than (5 + 2 · num_random_blocks) · block_size tokens). The class attends to all tokens, as BigBird does in shorter texts."],
        },
        DistilBert(),
        Mpnet(),
        Vit("dinov2", "DINOv2", ["dinov2"]) with
        {
            Is = roles => roles.Find(Role.LayerScale1, TensorPart.Weight) is not null,
            Epsilon = 1e-6f,
            Defaults = new(12, 1e-6f, Activation.Gelu),
            FixedGatedActivation = Activation.Silu,
            Keys = Rules(
                Unused("patch_size", "num_channels", "qkv_bias", "mlp_ratio", "layerscale_value", "use_mask_token", "use_swiglu_ffn", "out_features", "out_indices", "stage_names", "apply_layernorm", "reshape_hidden_states")),
        },
        Vit("vit", "ViT", ["vit"]),
        Vit("vit_msn", "ViT-MSN", ["vit_msn"]) with { IsByTypeOnly = true, Epsilon = 1e-6f, Defaults = new(12, 1e-6f, Activation.Gelu) },
        Timm(),
        ClipVision(),
        ClipText(),
        SiglipText(),
        SiglipVision(),
        OpenClipVision(),
        OpenClipText(),
        Whisper(),
        ModernBert(),
        NomicBert(),
        T5(),
        Moonshine(),
        new() { Title = "ml-cvnets' TransformerEncoder", Names = Profile(TensorNaming.CvNets), IsSpecific = false, Activation = Activation.Silu },
        new() { Title = "PyTorch's nn.TransformerEncoder", Names = Profile(TensorNaming.Torch), IsSpecific = false, Placement = NormPlacement.Post, Activation = Activation.Relu },
    ];

    /// <summary>The values of <c>--assume</c>.</summary>
    public static IEnumerable<string> Keys => All.Select(family => family.Key).Where(key => key.Length > 0).Distinct();

    /// <summary>The families of a <c>model_type</c>.</summary>
    public static IReadOnlyList<KnownFamily> OfType(string type) => All.Where(family => family.Types.Contains(type)).ToList();

    private static KnownFamily JinaBert() => new()
    {
        Title = "Jina BERT v2",
        Key = "jina",
        Types = ["bert"],
        Required = [Role.InputNorm],
        OwnKeys = [.. UsualKeys, "position_embedding_type", "feed_forward_type"],
        Names = Profile(
            TensorNaming.HuggingFaceBert, (Role.Norm2, "encoder.layer.{layer}.mlp.layernorm"), (Role.Ffn2, "encoder.layer.{layer}.mlp.wo"), (Role.Wi, "encoder.layer.{layer}.mlp.gated_layers")),
        Placement = NormPlacement.Post,
        Epsilon = 1e-12f,
        Defaults = new(12, 1e-12f, null),
        Position = PositionEncoding.Alibi,
        Pool = Pooling.Class,
        IsRemoteCode = true,
        ActivationKeys = ["feed_forward_type"],
        ActivationWords = new Dictionary<string, Activation> { ["geglu"] = Activation.Gelu, ["reglu"] = Activation.Relu },
        Keys = Rules(Unused("max_position_embeddings", "type_vocab_size", "emb_pooler"), Read("feed_forward_type")),
        Outputs = BertOutputs,
        Tasks = AnswerHeads,
    };

    private static KnownFamily Roberta() => new()
    {
        Title = "RoBERTa",
        Key = "roberta",
        Types = ["roberta", "xlm-roberta", "camembert", "data2vec-text"],
        Required = [Role.Positions, Role.InputNorm],
        OwnKeys = [.. UsualKeys, "position_embedding_type", "is_decoder", "pad_token_id"],
        Names = Profile(TensorNaming.HuggingFaceBert),
        Is = roles => roles.Prefix == "roberta." || roles.Find(Role.TypeEmbedding, TensorPart.Weight) is { Shape: { Count: 2 } shape } && shape[0] == 1,
        Placement = NormPlacement.Post,
        PositionOffset = 2,
        PositionsFollowPadding = true,
        Heads = BertHeads,
        Defaults = new(12, 1e-12f, Activation.Gelu),
        Keys = BertKeys,
        Pool = Pooling.Class,
        Outputs = BertOutputs,
        Tasks = AnswerHeads,
    };

    private static KnownFamily Bert(string key, string title, IReadOnlyList<string> types) => new()
    {
        Title = title,
        Key = key,
        Types = types,
        Required = [Role.Positions, Role.InputNorm],
        OwnKeys = [.. UsualKeys, "position_embedding_type", "is_decoder", "attention_type"],
        Names = Profile(TensorNaming.HuggingFaceBert),
        Placement = NormPlacement.Post,
        Epsilon = 1e-12f,
        Defaults = new(12, 1e-12f, Activation.Gelu),
        Heads = BertHeads,
        Keys = BertKeys,
        Pool = Pooling.Class,
        Outputs = BertOutputs,
        Tasks = AnswerHeads,
    };

    private static KnownFamily DistilBert() => new()
    {
        Title = "DistilBERT",
        Key = "distilbert",
        Types = ["distilbert"],
        Required = [Role.Positions, Role.InputNorm],
        OwnKeys = ["n_heads", "dim", "n_layers", "hidden_dim", "activation", "vocab_size", "hidden_size", "num_attention_heads", "num_hidden_layers"],
        Names = Profile(TensorNaming.HuggingFaceDistilBert),
        Placement = NormPlacement.Post,
        Epsilon = 1e-12f,
        FixedEpsilon = 1e-12f,
        Defaults = new(12, 1e-12f, Activation.Gelu),
        ActivationKeys = ["activation"],
        Keys = Rules(Unused("max_position_embeddings", "sinusoidal_pos_embds", "tie_weights_", "layer_norm_eps", "hidden_act"), Read("activation")),
        Pool = Pooling.Class,
        Outputs = ["vocab_transform.*", "vocab_layer_norm.*", "vocab_projector.*"],
        Tasks = AnswerHeads,
    };

    private static KnownFamily Mpnet() => new()
    {
        Title = "MPNet",
        Key = "mpnet",
        Types = ["mpnet"],
        Required = [Role.Positions, Role.InputNorm],
        OwnKeys = [.. UsualKeys],
        Names = Profile(TensorNaming.HuggingFaceMpnet),
        Placement = NormPlacement.Post,
        PositionOffset = 2,
        Position = PositionEncoding.RelativeBuckets,
        Defaults = new(12, 1e-12f, Activation.Gelu),
        Keys = Rules(Unused("max_position_embeddings", "type_vocab_size"), [Only("relative_attention_num_buckets", "MPNet's code always computes with 32 buckets", "32")]),
        Pool = Pooling.Class,
        Outputs = ["lm_head.*"],
        Tasks = AnswerHeads,
    };

    private static KnownFamily Vit(string key, string title, IReadOnlyList<string> types) => new()
    {
        Title = title,
        Key = key,
        Types = types,
        Required = [Role.ClassToken, Role.Positions, Role.FinalNorm],
        OwnKeys = [.. UsualKeys, "image_size"],
        Names = Profile(TensorNaming.HuggingFaceVit),
        Epsilon = 1e-12f,
        Defaults = new(12, 1e-12f, Activation.Gelu),
        Keys = Rules(Unused("patch_size", "num_channels", "qkv_bias", "encoder_stride", "pooler_output_size"), [Only("pooler_act", "only the hyperbolic tangent is known as the pooler's function", "tanh")]),
        CausalKey = "",
        Pool = Pooling.Class,
        Outputs = ["decoder.0.weight", "decoder.0.bias"],
    };

    private static KnownFamily Timm() => new()
    {
        Title = "timm's vision transformer (ViT, DeiT, DINOv2)",
        Key = "timm",
        Types = ["timm_wrapper"],
        Names = Profile(TensorNaming.Timm),
        Epsilon = 1e-6f,
        GatedActivation = Activation.Silu,
        CausalKey = "",
        Keys = Rules(
            Read("architecture", "num_classes", "num_features", "global_pool", "model_args", "pretrained_cfg"),
            Unused("label_names", "label_descriptions", "labels", "do_pooling", "model_config", "custom_load", "hf_hub_id", "tag", "url", "mean", "std", "interpolation", "crop_pct", "crop_mode",
                "input_size", "fixed_input_size", "first_conv", "classifier", "pool_size", "license", "origin_url", "paper_ids", "paper_name", "description")),
        Pool = Pooling.Class,
    };

    private static KnownFamily ClipVision() => new()
    {
        Title = "CLIP's vision encoder",
        Key = "clip-vision",
        Types = ["clip", "clip_vision_model"],
        Required = [Role.ClassToken, Role.Positions, Role.InputNorm],
        OwnKeys = [.. UsualKeys, "image_size"],
        Names = Profile(TensorNaming.HuggingFaceClip),
        Is = IsVision,
        Activation = Activation.QuickGelu,
        Defaults = new(12, 1e-5f, Activation.QuickGelu),
        Pool = Pooling.Class,
        ConfigPart = "vision_config",
        CausalKey = "",
        Keys = ClipKeys("patch_size", "num_channels"),
        OtherHeads = ["/text_projection"],
        Outputs = ["text_model.*", "text_projection.*", "logit_scale"],
    };

    private static KnownFamily ClipText() => new()
    {
        Title = "CLIP's text encoder",
        Key = "clip-text",
        Types = ["clip", "clip_text_model"],
        Required = [Role.Positions, Role.FinalNorm],
        OwnKeys = [.. UsualKeys],
        Names = Profile(TensorNaming.HuggingFaceClip),
        Is = roles => !IsVision(roles),
        Activation = Activation.QuickGelu,
        Defaults = new(8, 1e-5f, Activation.QuickGelu),
        Mask = AttentionMask.Causal,
        Pool = Pooling.Last,
        ConfigPart = "text_config",
        CausalKey = "",
        Keys = ClipKeys("max_position_embeddings"),
        OtherHeads = ["/visual_projection"],
        Outputs = ["vision_model.*", "visual_projection.*", "logit_scale"],
        Notes = ["CLIP uses the row of the end-of-text token, which is the last row only if texts are not padded: pass texts without padding."],
    };

    private static KnownFamily SiglipText() => new()
    {
        Title = "SigLIP's text encoder",
        Key = "siglip-text",
        Types = ["siglip", "siglip_text_model"],
        Required = [Role.Positions, Role.FinalNorm],
        IsByTypeOnly = true,
        OwnKeys = [.. UsualKeys],
        Names = Profile(TensorNaming.HuggingFaceClip, (Role.Heads, "head")),
        Is = roles => !IsVision(roles),
        Epsilon = 1e-6f,
        Activation = Activation.GeluTanh,
        Defaults = new(12, 1e-6f, Activation.GeluTanh),
        Pool = Pooling.Last,
        ConfigPart = "text_config",
        CausalKey = "",
        Keys = ClipKeys("max_position_embeddings", "projection_size"),
        Outputs = ["vision_model.*", "logit_scale", "logit_bias"],
        Notes = ["SigLIP was trained with texts padded to 64 tokens (max_position_embeddings), and attends to the padding: pad each text to that length."],
    };

    private static KnownFamily SiglipVision() => new()
    {
        Title = "SigLIP's vision encoder",
        Key = "siglip-vision",
        Types = ["siglip", "siglip_vision_model"],
        Required = [Role.Positions, Role.FinalNorm],
        IsByTypeOnly = true,
        OwnKeys = [.. UsualKeys, "image_size"],
        Names = Profile(TensorNaming.HuggingFaceClip),
        Is = IsVision,
        Epsilon = 1e-6f,
        Activation = Activation.GeluTanh,
        Defaults = new(12, 1e-6f, Activation.GeluTanh),
        ConfigPart = "vision_config",
        CausalKey = "",
        Keys = ClipKeys("patch_size", "num_channels", "vision_use_head"),
        Outputs = ["text_model.*", "logit_scale", "logit_bias"],
    };

    private static KnownFamily OpenClipVision() => new()
    {
        Title = "open_clip's vision encoder",
        Key = "open-clip-vision",
        Names = OpenClip(
            (Role.FinalNorm, "ln_post"), (Role.Positions, "positional_embedding"), (Role.ClassToken, "class_embedding"), (Role.Patch, "conv1"), (Role.InputNorm, "ln_pre")),
        Is = roles => roles.Has("conv1.weight"),
        Required = [Role.ClassToken, Role.Positions, Role.InputNorm, Role.FinalNorm],
        OpenClipTower = "vision_cfg",
        CausalKey = "",
        Pool = Pooling.Class,
        Outputs = ["transformer.*", "text.*", "token_embedding.*", "positional_embedding", "ln_final.*", "text_projection", "text_projection.*", "logit_scale", "logit_bias", "attn_mask"],
    };

    private static KnownFamily OpenClipText() => new()
    {
        Title = "open_clip's text encoder",
        Key = "open-clip-text",
        Names = OpenClip((Role.FinalNorm, "ln_final"), (Role.TokenEmbedding, "token_embedding"), (Role.Positions, "positional_embedding")),
        Is = roles => roles.Has("token_embedding.weight"),
        Required = [Role.Positions, Role.FinalNorm],
        OpenClipTower = "text_cfg",
        CausalKey = "",
        Mask = AttentionMask.Causal,
        Pool = Pooling.Last,
        Outputs = ["visual.*", "logit_scale", "logit_bias", "attn_mask"],
        Notes = ["open_clip uses the row of the end-of-text token, which is the last row only if texts are not padded: pass texts without padding."],
    };

    private static NamesDeclaration OpenClip(params (Role Role, string Text)[] around) => Profile(
        TensorNaming.CvNets,
        [
            (Role.Norm1, "transformer.resblocks.{layer}.ln_1"), (Role.Qkv, "transformer.resblocks.{layer}.attn.in_proj_{part}"), (Role.Out, "transformer.resblocks.{layer}.attn.out_proj"),
            (Role.Norm2, "transformer.resblocks.{layer}.ln_2"), (Role.Ffn1, "transformer.resblocks.{layer}.mlp.c_fc"), (Role.Ffn2, "transformer.resblocks.{layer}.mlp.c_proj"), .. around,
        ]);

    private static KnownFamily Whisper() => new()
    {
        Title = "Whisper's encoder",
        Key = "whisper",
        Types = ["whisper"],
        Required = [Role.Positions, Role.FinalNorm],
        OwnKeys = ["d_model", "encoder_layers", "encoder_attention_heads", "encoder_ffn_dim", "activation_function", "vocab_size", "num_hidden_layers", "num_attention_heads", "hidden_size"],
        Names = Profile(TensorNaming.HuggingFaceWhisper),
        FixedEpsilon = 1e-5f,
        Defaults = new(6, 1e-5f, Activation.Gelu),
        CausalKey = "",
        ActivationKeys = ["activation_function"],
        Convolutions = [Spectrum, Spectrum with { Window = new(3, 2, 1) }],
        Keys = Rules(
            Unused("num_mel_bins", "max_source_positions", "max_target_positions", "scale_embedding", "decoder_layers", "decoder_attention_heads", "decoder_ffn_dim", "median_filter_width", "alignment_heads",
                "lang_to_id", "task_to_id", "is_multilingual", "no_timestamps_token_id", "classifier_proj_size", "use_weighted_layer_sum")),
        Outputs = ["model.decoder.*", "decoder.*", "proj_out.*"],
        Notes = ["Whisper expects 30 seconds of sound: pad or cut the spectrogram to 3,000 rows, as its feature extractor does. Other lengths run, but the model was not trained with them."],
    };

    private static KnownFamily ModernBert() => new()
    {
        Title = "ModernBERT",
        Key = "modernbert",
        Types = ["modernbert"],
        Required = [Role.InputNorm, Role.FinalNorm],
        OwnKeys = ["hidden_activation", "norm_eps", "num_attention_heads", "hidden_size", "num_hidden_layers", "intermediate_size", "vocab_size", "global_attn_every_n_layers", "local_attention", "global_rope_theta", "local_rope_theta", "rope_theta", "rope_scaling", "rope_parameters", "layer_types", "sliding_window", "is_causal"],
        Names = Profile(TensorNaming.ModernBert),
        Window = 128,
        GlobalEvery = 3,
        Position = PositionEncoding.Rotary,
        RotaryTheta = 160_000,
        LocalRotaryTheta = 10_000,
        Defaults = new(12, 1e-5f, Activation.Gelu),
        ActivationKeys = ["hidden_activation"],
        CausalKey = "is_causal",
        HasHalfWindow = true,
        Keys = Rules(Read("sliding_window"), Unused(
            "max_position_embeddings", "norm_bias", "attention_bias", "mlp_bias", "decoder_bias", "classifier_bias", "classifier_activation", "classifier_pooling", "layer_norm_eps", "position_embedding_type", "hidden_act")),
        Pool = Pooling.Class,
        Outputs = ["head.dense.*", "head.norm.*", "decoder.*"],
    };

    private static KnownFamily NomicBert() => new()
    {
        Title = "Nomic BERT",
        Key = "nomic",
        Types = ["nomic_bert"],
        Required = [Role.InputNorm],
        Names = Profile(TensorNaming.NomicBert),
        Placement = NormPlacement.Post,
        Epsilon = 1e-12f,
        GatedActivation = Activation.Silu,
        Position = PositionEncoding.Rotary,
        RotaryTheta = 1000,
        IsRemoteCode = true,
        CausalKey = "",
        ActivationKeys = ["activation_function", "hidden_act"],
        ActivationWords = new Dictionary<string, Activation>
        {
            ["swiglu"] = Activation.Silu,
            ["geglu"] = Activation.Gelu,

            // Blocks that are not gated compute the exact form under each of these names.
            ["gelu_new"] = Activation.Gelu,
            ["gelu_fast"] = Activation.Gelu,
            ["gelu_pytorch_tanh"] = Activation.Gelu,
        },
        Keys = Rules(
            Read("rotary_emb_interleaved", "rotary_scaling_factor"),
            Unused(
                "max_position_embeddings", "max_trained_positions", "n_positions", "n_ctx", "type_vocab_size", "pad_vocab_size_multiple", "qkv_proj_bias", "mlp_fc1_bias", "mlp_fc2_bias", "use_xentropy",
                "dense_seq_output", "last_layer_subset", "add_pooling_layer", "scale_attn_weights", "reorder_and_upcast_attn", "matryoshka_dim", "num_experts", "moe_top_k", "moe_normalize_expert_weights",
                "expert_choice_router", "ffn_div", "moe_impl", "moe_resid_pdrop", "num_shared_experts", "router_aux_loss_coef"),
            [
                Only("prenorm", "the norms come before the blocks, and the residual sum bypasses them", "false"),
                Only("causal", "a causal mask is stored, and the published code does not read it", "false"),
                Only("parallel_block", "attention and feed-forward block run in parallel", "false"),
                Only("parallel_block_tied_norm", "attention and feed-forward block share a norm", "false"),
                Only("use_rms_norm", "the norms are RMS norms", "false"),
                Only("norm_mlp", "the feed-forward block has a norm between its two layers", "false"),
                Only("scale_attn_by_inverse_layer_idx", "scores are divided by the number of the layer", "false"),
                Only("rotary_emb_scale_base", "the rotary angles have a scale (xPos)"),
                Only("moe_every_n_layers", "some of its feed-forward blocks are mixtures of experts; [Encoder] has one block in each layer", "0"),
                Only("register_tokens", "register tokens are added to the text", "0"),
            ]),
        LongTextKey = "rotary_scaling_factor",
        Pool = Pooling.Class,
        Outputs = ["cls.predictions.*", "cls.seq_relationship.*"],
    };

    private static KnownFamily T5() => new()
    {
        Title = "T5's encoder",
        Key = "t5",
        Types = ["t5", "mt5"],
        Required = [Role.FinalNorm],
        OwnKeys = ["d_model", "d_kv", "d_ff", "num_layers", "num_heads", "feed_forward_proj", "dense_act_fn", "is_gated_act", "layer_norm_epsilon", "relative_attention_max_distance", "vocab_size", "hidden_size", "num_attention_heads", "num_hidden_layers", "head_dim"],
        Names = Profile(TensorNaming.HuggingFaceT5),
        NormKind = NormKind.Rms,
        Epsilon = 1e-6f,
        Scale = 1,
        Activation = Activation.Relu,
        GatedActivation = Activation.GeluTanh,
        Position = PositionEncoding.RelativeBuckets,
        Defaults = new(null, 1e-6f, null),
        CausalKey = "",
        ActivationKeys = ["feed_forward_proj", "dense_act_fn"],
        ActivationWords = new Dictionary<string, Activation>
        {
            ["gated-gelu"] = Activation.GeluTanh,
            ["gated-silu"] = Activation.Silu,
            ["gated-relu"] = Activation.Relu,
        },
        Keys = Rules(Unused("num_decoder_layers", "relative_attention_num_buckets", "n_positions", "scalable_attention")),
        Outputs = ["decoder.*", "lm_head.*"],
    };

    private static KnownFamily Moonshine() => new()
    {
        Title = "Moonshine's encoder",
        Key = "moonshine",
        Types = ["moonshine"],
        Required = [Role.FinalNorm],
        Names = Profile(
            TensorNaming.CvNets, (Role.Norm1, "layers.{layer}.input_layernorm"), (Role.Query, "layers.{layer}.self_attn.q_proj"), (Role.Key, "layers.{layer}.self_attn.k_proj"),
            (Role.Value, "layers.{layer}.self_attn.v_proj"), (Role.Out, "layers.{layer}.self_attn.o_proj"), (Role.Norm2, "layers.{layer}.post_attention_layernorm"),
            (Role.Ffn1, "layers.{layer}.mlp.fc1"), (Role.Ffn2, "layers.{layer}.mlp.fc2"), (Role.FinalNorm, "layer_norm"), (Role.Convolutions, "conv1;conv2;conv3"), (Role.ConvolutionNorms, "groupnorm")),
        Is = roles => roles.Has("groupnorm.weight"),
        Position = PositionEncoding.Rotary,
        RotaryDim = 32,
        RotaryInterleaved = true,
        Heads = _ => 8,
        FixedEpsilon = 1e-5f,
        Defaults = new(8, 1e-5f, Activation.Gelu),
        CausalKey = "",
        ActivationKeys = ["encoder_hidden_act"],
        Keys = Rules(
            Unused("max_position_embeddings", "attention_bias", "pad_head_dim_to_multiple_of", "decoder_hidden_act", "decoder_num_hidden_layers", "decoder_num_attention_heads", "decoder_num_key_value_heads",
                "num_attention_heads", "num_key_value_heads", "num_hidden_layers")),
        Convolutions =
        [
            new(0, 0, new(127, 64, 0), false, ConvolutionActivation.Tanh, ConvolutionNorm.Group, 1e-5f, true),
            new(0, 0, new(7, 3, 0), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false),
            new(0, 0, new(3, 2, 0), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false),
        ],
        Outputs = ["model.decoder.*", "decoder.*", "proj_out.*"],
    };

    private static IReadOnlyDictionary<string, KeyRule> ClipKeys(params string[] sizes) => Rules(
        Unused(sizes),
        Unused("projection_dim", "logit_scale_init_value", "text_config", "vision_config", "return_unpooled"),
        [
            Only("text_config_dict", "it replaces text_config key by key; merge the two, and remove it"),
            Only("vision_config_dict", "it replaces vision_config key by key; merge the two, and remove it"),
        ]);

    private static bool IsVision(RoleIndex roles) => roles.Prefix.EndsWith("vision_model.", StringComparison.Ordinal) || roles.Find(Role.Patch, TensorPart.Weight) is not null || roles.Has("post_layernorm.weight");

    private static IReadOnlyDictionary<string, KeyRule> Rules(params IEnumerable<KeyRule>[] rules) => rules.SelectMany(some => some).ToDictionary(rule => rule.Key, StringComparer.Ordinal);

    /// <summary>BERT's heads are 64 wide, except in small models with 384 or 312 features.</summary>
    private static int? BertHeads(int embed) => embed is 384 or 312 ? 12 : null;
}
