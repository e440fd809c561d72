namespace ShapeGen.Comparison.Launching;

/// <summary>A program could not be built because a package or a linker is missing; the report says so and continues.</summary>
internal sealed class BuildFailedException(string message) : Exception(message);
