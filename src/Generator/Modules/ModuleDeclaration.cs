using ShapeGen.Generator.Common;
using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Modules;

/// <summary>The checked declaration: the input of all later stages.</summary>
/// <param name="Type">The class.</param>
/// <param name="Kind">The attribute's name.</param>
/// <param name="Shape">The sizes, or null if a diagnostic was reported and only a stub is generated.</param>
/// <param name="Form">The form of its calls.</param>
/// <param name="Error">The first diagnostic's id and message, which the stub throws.</param>
/// <param name="Omitted">Generated members that the stub leaves out, because the user's class has the name already or did not ask for them.</param>
/// <param name="StubConstructor">The header of the constructor that the stub needs for its base class.</param>
internal sealed record ModuleDeclaration(
    TypeDeclaration Type, string Kind, ModuleShape? Shape, CallForm Form, string? Error, EquatableArray<string> Omitted, string? StubConstructor)
{
    /// <summary>The weights in the project's assembly, which <c>Load()</c> reads; null if there are none.</summary>
    public EmbeddedWeights? Embedded { get; init; }
}
