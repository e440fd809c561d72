using ShapeGen;

[TokenEmbedding(20), Positions(16)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Epsilon = 1e-6f, Activation = Activation.GeluTanh, FinalNorm = true)]
[TensorNames(TensorNaming.HuggingFaceClip, Prefix = "text_model.", Ignore = "text_model.head.*;logit_scale;logit_bias")]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
