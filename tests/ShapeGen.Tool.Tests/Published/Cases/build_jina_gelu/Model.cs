using ShapeGen;

[TokenEmbedding(20, Types = 2), InputNorm(1e-12f)]
[Encoder(Embed = 8, Heads = 2, Ffn = 12, Norm = NormPlacement.Post, Activation = Activation.Gelu, Gated = true, GateBias = false, Epsilon = 1e-12f, Position = PositionEncoding.Alibi)]
[TensorNames(TensorNaming.HuggingFaceBert, Wi = "encoder.layer.{layer}.mlp.gated_layers", Ffn2 = "encoder.layer.{layer}.mlp.wo", Norm2 = "encoder.layer.{layer}.mlp.layernorm")]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
