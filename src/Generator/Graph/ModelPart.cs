using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Graph;

/// <summary>The parts of a model as messages call them.</summary>
internal static class ModelPart
{
    public const string Attention = "attention";

    private const string FeedForward = "feed-forward";

    private const string Norms = "norms";

    /// <summary>The part that a role belongs to.</summary>
    public static string Of(Role role) => role switch
    {
        Role.Linear => "linear layer",
        Role.Norm or Role.Norm1 or Role.Norm2 or Role.FinalNorm or Role.InputNorm => Norms,
        Role.Qkv or Role.Query or Role.Key or Role.Value or Role.KeyValue or Role.Out or Role.RelativeBias => Attention,
        Role.Gate or Role.Ffn1 or Role.Wi or Role.Ffn2 => FeedForward,
        Role.LayerScale1 or Role.LayerScale2 => "layer scales",
        Role.TokenEmbedding => "token embedding",
        Role.TypeEmbedding => "type embedding",
        Role.Positions => "positions",
        Role.ClassToken => "class token",
        Role.Patch => "patch embedding",
        Role.Convolutions or Role.ConvolutionNorms => "convolutions",
        Role.Projection => "projection",
        Role.Heads => "heads",
        _ => throw new InvalidOperationException($"No part is known for {role}."),
    };

    /// <summary>A part of all layers.</summary>
    public static string OfLayers(string part, int layers) => layers == 1 ? part : $"{part} of {Literals.Integer(layers)} layers";
}
