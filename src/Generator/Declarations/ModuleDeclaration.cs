using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The user's class: what the generated part has to repeat.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="ContainingTypes">The headers of the types around it, outermost first: <c>partial class Outer&lt;T&gt;</c>.</param>
/// <param name="Name">Its name with type parameters, escaped if it is a keyword.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="FileStem">The stem of its file names, unique in the project.</param>
/// <param name="Documented">Whether the user wrote a doc comment. Then no summary is generated.</param>
internal sealed record TypeDeclaration(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string Keyword, string FileStem, bool Documented);

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

/// <summary>The result of the first stage for one attributed class.</summary>
/// <param name="Declaration">The declaration, or null if not even a stub can be generated.</param>
/// <param name="Class">Location of the class's name.</param>
/// <param name="Diagnostics">Its diagnostics.</param>
internal sealed record DeclarationResult(ModuleDeclaration? Declaration, SourceSpan? Class, EquatableArray<DiagnosticInfo> Diagnostics)
{
    /// <summary>Its <c>[Checkpoint]</c>, or null.</summary>
    public CheckpointUse? Checkpoint { get; init; }

    /// <summary>Its <c>[Budget]</c>, or null.</summary>
    public BudgetUse? Budget { get; init; }

    /// <summary>The declaration with its weights in the assembly, which depend on the project.</summary>
    public ModuleDeclaration WithEmbedded(IReadOnlyList<CheckpointFacts> all) =>
        Checkpoint is { Taken: null } use && use.FindEmbedded(all) is { } embedded ? Declaration! with { Embedded = embedded } : Declaration!;
}
