#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>Families of checkpoints, by how they name the tensors of an encoder. With <c>Layers = 1</c>, the names of a single layer are found too.</summary>
public enum TensorNaming
{
    /// <summary>ml-cvnets, with layers numbered by <c>nn.Sequential</c>: <c>0.pre_norm_mha.1.qkv_proj.weight</c>. The norm after n layers is called <c>n</c>.</summary>
    CvNets = 0,

    /// <summary>PyTorch's <c>nn.TransformerEncoder</c>: <c>layers.0.self_attn.in_proj_weight</c>.</summary>
    Torch = 1,

    /// <summary>HuggingFace's BERT and RoBERTa, with or without <c>bert.</c> or <c>roberta.</c>: <c>encoder.layer.0.attention.self.query.weight</c>; norms also with <c>gamma</c> and <c>beta</c>.</summary>
    HuggingFaceBert = 2,

    /// <summary>HuggingFace's DistilBERT, with or without <c>distilbert.</c>: <c>transformer.layer.0.attention.q_lin.weight</c>.</summary>
    HuggingFaceDistilBert = 3,

    /// <summary>HuggingFace's MPNet, with or without <c>mpnet.</c>: <c>encoder.layer.0.attention.attn.q.weight</c>.</summary>
    HuggingFaceMpnet = 4,

    /// <summary>HuggingFace's ViT and DINOv2, with or without <c>vit.</c> or <c>dinov2.</c>: <c>encoder.layer.0.attention.attention.query.weight</c>.</summary>
    HuggingFaceVit = 5,

    /// <summary>timm's ViT and DeiT, and DINOv2 as its authors published it: <c>blocks.0.attn.qkv.weight</c>.</summary>
    Timm = 6,

    /// <summary>
    /// HuggingFace's CLIP, with or without <c>text_model.</c> or <c>vision_model.</c>: <c>encoder.layers.0.self_attn.q_proj.weight</c>. If a file has
    /// both, choose one with <c>Prefix</c> and name the other in <c>Ignore</c>.
    /// </summary>
    HuggingFaceClip = 7,

    /// <summary>
    /// The encoder of HuggingFace's Whisper, with or without <c>model.</c>: <c>encoder.layers.0.self_attn.q_proj.weight</c>. It expects 3000
    /// spectrogram rows: sound padded with zeros to 30 seconds.
    /// </summary>
    HuggingFaceWhisper = 8,

    /// <summary>ModernBERT, with or without <c>model.</c>: <c>layers.0.attn.Wqkv.weight</c>. Its first layer has no norm before the attention.</summary>
    ModernBert = 9,

    /// <summary>Nomic BERT, with or without <c>bert.</c>: <c>encoder.layers.0.attn.Wqkv.weight</c>.</summary>
    NomicBert = 10,

    /// <summary>The encoder of HuggingFace's T5: <c>encoder.block.0.layer.0.SelfAttention.q.weight</c>.</summary>
    HuggingFaceT5 = 11,
}
