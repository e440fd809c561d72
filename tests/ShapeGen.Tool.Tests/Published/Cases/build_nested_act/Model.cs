using ShapeGen;

[TokenEmbedding(20), Positions(12)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Activation = Activation.QuickGelu, FinalNorm = true, Mask = AttentionMask.Causal)]
[Pool(Pooling.Last), Head(6, Bias = false)]
[TensorNames(TensorNaming.HuggingFaceClip, Prefix = "text_model.", Ignore = "vision_model.*;visual_projection.*;logit_scale")]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
