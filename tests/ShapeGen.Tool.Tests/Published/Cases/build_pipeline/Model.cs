using ShapeGen;

[TokenEmbedding(20, Types = 2), Positions(12), InputNorm(1e-12f)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Norm = NormPlacement.Post, Epsilon = 1e-12f, Activation = Activation.Gelu)]
[Pool(Pooling.Mean, Normalize = true)]
[TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*")]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
