using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Modules;

/// <summary>The weights of a model that are in its project's assembly.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Prefix">The prefix of the model's names in it.</param>
internal sealed record EmbeddedWeights(string Resource, string Prefix)
{
    /// <summary>The resources of the checkpoint's further files, in their order.</summary>
    public EquatableArray<string> FurtherResources { get; init; } = new([]);
}
