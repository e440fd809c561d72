namespace ShapeGen.Generator.Arguments;

/// <summary>The value of a written argument.</summary>
/// <param name="Constant">The constant, that of an enumeration as its number, that of an array as <c>object[]</c>. Null also if C# has reported an error.</param>
/// <param name="Type">The name of its type, if known.</param>
/// <param name="IsError">Whether C# has reported an error.</param>
internal sealed record ArgumentValue(object? Constant, string? Type, bool IsError);
