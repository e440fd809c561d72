using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Suggestion;

/// <summary>An attribute of a declaration, with the arguments that differ from its defaults.</summary>
/// <param name="Name">Its name without its suffix.</param>
/// <param name="Arguments">Its arguments in order.</param>
internal sealed record DeclaredAttribute(string Name, EquatableArray<DeclaredArgument> Arguments)
{
    /// <summary>The text between the brackets: <c>Positions(512)</c>.</summary>
    public override string ToString() => Arguments.Count == 0 ? Name : $"{Name}({string.Join(", ", Arguments)})";
}

/// <summary>An argument of an attribute.</summary>
/// <param name="Name">The property.</param>
/// <param name="Value">The value as C#.</param>
/// <param name="IsPositional">Whether it is written without its name.</param>
internal sealed record DeclaredArgument(string Name, string Value, bool IsPositional)
{
    public override string ToString() => IsPositional ? Value : $"{Name} = {Value}";
}
