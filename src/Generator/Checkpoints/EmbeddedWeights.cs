namespace ShapeGen.Generator.Checkpoints;

/// <summary>The weights of a model that are in its project's assembly.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Prefix">What the names of the model begin with in it.</param>
internal sealed record EmbeddedWeights(string Resource, string Prefix);
