namespace ShapeGen.Generator.Suggestion;

/// <summary>The model of a file cannot be declared. The message says why.</summary>
internal sealed class UndeclarableException(string reason) : Exception(reason);
