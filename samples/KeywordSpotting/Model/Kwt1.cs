using ShapeGen;

namespace KeywordSpotting;

/// <summary>
/// ARM's keyword transformer KWT-1, from the features of one second of sound to a logit for each label. ShapeGen generates the other part of
/// this class: Load, Forward, and the shape as constants.
/// </summary>
[Projection(FrontEnd.Features)]
[ClassToken]
[Positions(1 + Recognizer.Frames)]
[Encoder(
    Embed = 64, Heads = 1, Ffn = 256, Layers = 12, Norm = NormPlacement.Post, Activation = Activation.GeluTanh, QkvBias = false, Epsilon = 1e-6f)]
[Pool(Pooling.Class)]
[Head(12)]
[TensorNames(
    Projection = "patch_embed", ClassToken = "cls_token", Positions = "pos_embed",
    Qkv = "layers.{layer}.attn.qkv", Out = "layers.{layer}.attn.out", Norm1 = "layers.{layer}.norm1",
    Ffn1 = "layers.{layer}.ffn.fc1", Ffn2 = "layers.{layer}.ffn.fc2", Norm2 = "layers.{layer}.norm2",
    Heads = "head")]
internal sealed partial class Kwt1;
