using ShapeGen;

[PatchEmbedding(8, 8, 4), ClassToken, Positions(5)]
[Encoder(Embed = 8, Heads = 2, Ffn = 16, Epsilon = 1e-6f, Activation = Activation.Silu, Gated = true, LayerScale = true, FinalNorm = true)]
[TensorNames(TensorNaming.HuggingFaceVit, Ignore = "embeddings.mask_token")]
[Checkpoint("model.safetensors")]
public sealed partial class Model;
