namespace ShapeGen.Generator.Suggestion;

/// <summary>What a file has cannot be declared; the message says why.</summary>
internal sealed class UndeclarableException(string reason) : Exception(reason);
