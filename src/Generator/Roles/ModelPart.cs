namespace ShapeGen.Generator.Roles;

/// <summary>The parts of a model as messages call them. Those of several roles have a name here.</summary>
internal static class ModelPart
{
    public const string Attention = "attention";

    public const string FeedForward = "feed-forward";

    public const string Norms = "norms";

    public const string LayerScales = "layer scales";

    public const string Convolutions = "convolutions";

    /// <summary>A part of all layers.</summary>
    public static string OfLayers(string part, int layers) => layers == 1 ? part : FormattableString.Invariant($"{part} of {layers} layers");
}
