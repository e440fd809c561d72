namespace ShapeGen.Extensions.AI.Tests;

/// <summary>A small embedder with random weights: texts of at most 12 tokens.</summary>
[TokenEmbedding(64, Types = 2)]
[Positions(12)]
[InputNorm(1e-12f)]
[Encoder(Embed = 32, Heads = 4, Ffn = 64, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu)]
[Pool(Pooling.Mean, Normalize = true)]
public sealed partial class Embedder;
