using ShapeGen;

[TokenEmbedding(20, Types = 2), InputNorm(1e-12f)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Norm = NormPlacement.Post, Bias = false, NormBias = true, Epsilon = 1e-12f, Gated = true, Position = PositionEncoding.Rotary, RotaryTheta = 1000)]
[TensorNames(TensorNaming.NomicBert)]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
