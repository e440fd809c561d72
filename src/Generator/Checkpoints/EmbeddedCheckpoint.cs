namespace ShapeGen.Generator.Checkpoints;

/// <summary>Where a checkpoint of the project is to be had: all of it that the source of a model may depend on.</summary>
/// <param name="Path">The path as the project's item has it.</param>
/// <param name="Resource">What it is called among the resources of the project's assembly; null where it is not embedded.</param>
internal sealed record EmbeddedCheckpoint(string Path, string? Resource);

/// <summary>The weights of a model that are in its project's assembly.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Prefix">What the names of the model begin with in it.</param>
internal sealed record EmbeddedWeights(string Resource, string Prefix);
