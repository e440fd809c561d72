namespace ShapeGen.Comparison.Launching;

/// <summary>A program could not be built here, for want of a package or a linker: the report says so and goes on.</summary>
internal sealed class BuildFailedException(string message) : Exception(message);
