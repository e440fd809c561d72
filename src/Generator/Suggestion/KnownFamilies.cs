using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Operations.Convolution;
using static ShapeGen.Generator.Suggestion.KnownFamily;

namespace ShapeGen.Generator.Suggestion;

/// <summary>The families whose published models are known. docs/models.md has a declaration of each.</summary>
internal static class KnownFamilies
{
    private static readonly ConvolutionSettings Spectrum = new(0, 0, new(3, 1, 1), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false);

    /// <summary>In this order; of those with the same names, the first that fits.</summary>
    public static readonly IReadOnlyList<KnownFamily> All =
    [
        new()
        {
            Title = "Jina BERT v2",
            Names = Profile(
                TensorNaming.HuggingFaceBert, (Role.Norm2, "encoder.layer.{layer}.mlp.layernorm"), (Role.Ffn2, "encoder.layer.{layer}.mlp.wo"), (Role.Wi, "encoder.layer.{layer}.mlp.gated_layers")),
            Placement = NormPlacement.Post,
            Epsilon = 1e-12f,
            Position = PositionEncoding.Alibi,
        },
        new()
        {
            Title = "RoBERTa",
            Names = Profile(TensorNaming.HuggingFaceBert),
            Is = (roles, type) => roles.Prefix == "roberta." || type is "roberta" or "xlm-roberta" or "camembert" || (type is null && roles.Find(Role.TypeEmbedding, TensorPart.Weight) is { Shape: { Count: 2 } shape } && shape[0] == 1),
            Placement = NormPlacement.Post,
            PositionOffset = 2,
            Heads = BertHeads,
            Pool = Pooling.Class,
        },
        new()
        {
            Title = "BERT",
            Names = Profile(TensorNaming.HuggingFaceBert),
            Placement = NormPlacement.Post,
            Epsilon = 1e-12f,
            Heads = BertHeads,
            Pool = Pooling.Class,
        },
        new() { Title = "DistilBERT", Names = Profile(TensorNaming.HuggingFaceDistilBert), Placement = NormPlacement.Post, Epsilon = 1e-12f, Pool = Pooling.Class },
        new() { Title = "MPNet", Names = Profile(TensorNaming.HuggingFaceMpnet), Placement = NormPlacement.Post, PositionOffset = 2, Position = PositionEncoding.RelativeBuckets, Pool = Pooling.Class },
        new()
        {
            Title = "DINOv2",
            Names = Profile(TensorNaming.HuggingFaceVit),
            Is = (roles, _) => roles.Find(Role.LayerScale1, TensorPart.Weight) is not null,
            Epsilon = 1e-6f,
            Pool = Pooling.Class,
        },
        new() { Title = "ViT", Names = Profile(TensorNaming.HuggingFaceVit), Epsilon = 1e-12f, Pool = Pooling.Class },
        new() { Title = "timm's vision transformer (ViT, DeiT, DINOv2)", Names = Profile(TensorNaming.Timm), Epsilon = 1e-6f, GatedActivation = ActivationKind.Silu, Pool = Pooling.Class },
        new()
        {
            Title = "CLIP's vision encoder",
            Names = Profile(TensorNaming.HuggingFaceClip),
            Is = (roles, type) => roles.Find(Role.Patch, TensorPart.Weight) is not null || roles.Has("post_layernorm.weight") || type == "clip_vision_model",
            Activation = ActivationKind.QuickGelu,
            Pool = Pooling.Class,
            ConfigPart = "vision_config",
            OtherHeads = ["/text_projection"],
        },
        new()
        {
            Title = "CLIP's text encoder",
            Names = Profile(TensorNaming.HuggingFaceClip),
            Activation = ActivationKind.QuickGelu,
            Mask = AttentionMask.Causal,
            Pool = Pooling.Last,
            ConfigPart = "text_config",
            OtherHeads = ["/visual_projection"],
        },
        new()
        {
            Title = "Whisper's encoder",
            Names = Profile(TensorNaming.HuggingFaceWhisper),
            Convolutions = [Spectrum, Spectrum with { Window = new(3, 2, 1) }],
        },
        new()
        {
            Title = "ModernBERT",
            Names = Profile(TensorNaming.ModernBert),
            Window = 128,
            GlobalEvery = 3,
            Position = PositionEncoding.Rotary,
            RotaryTheta = 160_000,
            LocalRotaryTheta = 10_000,
            Pool = Pooling.Class,
        },
        new()
        {
            Title = "Nomic BERT",
            Names = Profile(TensorNaming.NomicBert),
            Placement = NormPlacement.Post,
            Epsilon = 1e-12f,
            GatedActivation = ActivationKind.Silu,
            Position = PositionEncoding.Rotary,
            RotaryTheta = 1000,
            Pool = Pooling.Class,
        },
        new()
        {
            Title = "T5's encoder",
            Names = Profile(TensorNaming.HuggingFaceT5),
            NormKind = NormKind.Rms,
            Epsilon = 1e-6f,
            Scale = 1,
            Activation = ActivationKind.Relu,
            GatedActivation = ActivationKind.GeluTanh,
            Position = PositionEncoding.RelativeBuckets,
        },
        new()
        {
            Title = "Moonshine's encoder",
            Names = Profile(
                TensorNaming.CvNets, (Role.Norm1, "layers.{layer}.input_layernorm"), (Role.Query, "layers.{layer}.self_attn.q_proj"), (Role.Key, "layers.{layer}.self_attn.k_proj"),
                (Role.Value, "layers.{layer}.self_attn.v_proj"), (Role.Out, "layers.{layer}.self_attn.o_proj"), (Role.Norm2, "layers.{layer}.post_attention_layernorm"),
                (Role.Ffn1, "layers.{layer}.mlp.fc1"), (Role.Ffn2, "layers.{layer}.mlp.fc2"), (Role.FinalNorm, "layer_norm"), (Role.Convolutions, "conv1;conv2;conv3"), (Role.ConvolutionNorms, "groupnorm")),
            Is = (roles, _) => roles.Has("groupnorm.weight"),
            Position = PositionEncoding.Rotary,
            RotaryDim = 32,
            RotaryInterleaved = true,
            Heads = _ => 8,
            Convolutions =
            [
                new(0, 0, new(127, 64, 0), false, ConvolutionActivation.Tanh, ConvolutionNorm.Group, 1e-5f, true),
                new(0, 0, new(7, 3, 0), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false),
                new(0, 0, new(3, 2, 0), true, ConvolutionActivation.Gelu, ConvolutionNorm.None, 1e-5f, false),
            ],
        },
        new() { Title = "ml-cvnets' TransformerEncoder", Names = Profile(TensorNaming.CvNets), IsSpecific = false, Activation = ActivationKind.Silu },
        new() { Title = "PyTorch's nn.TransformerEncoder", Names = Profile(TensorNaming.Torch), IsSpecific = false, Placement = NormPlacement.Post, Activation = ActivationKind.Relu },
    ];

    /// <summary>BERT's heads are 64 wide, but for small models of 384 and 312 features.</summary>
    private static int? BertHeads(int embed) => embed is 384 or 312 ? 12 : null;
}
