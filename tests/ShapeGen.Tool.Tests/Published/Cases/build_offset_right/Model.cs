using ShapeGen;

[TokenEmbedding(20, Types = 1), Positions(12, Offset = 1), InputNorm(1e-5f)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Norm = NormPlacement.Post, Epsilon = 1e-5f, Activation = Activation.Gelu)]
[TensorNames(TensorNaming.HuggingFaceBert)]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
