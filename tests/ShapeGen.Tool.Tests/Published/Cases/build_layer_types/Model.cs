using ShapeGen;

[TokenEmbedding(20), InputNorm]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Layers = 4, Activation = Activation.Gelu, Gated = true, Bias = false, Window = 8, GlobalEvery = 3, Position = PositionEncoding.Rotary, RotaryTheta = 160000, LocalRotaryTheta = 10000, FinalNorm = true)]
[TensorNames(TensorNaming.ModernBert)]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
