using ShapeGen;

[TokenEmbedding(20)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Layers = 2, NormKind = NormKind.Rms, Epsilon = 1e-6f, Bias = false, Scale = 1f, Position = PositionEncoding.RelativeBuckets, FinalNorm = true, Activation = Activation.GeluTanh, Gated = true)]
[TensorNames(TensorNaming.HuggingFaceT5)]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
