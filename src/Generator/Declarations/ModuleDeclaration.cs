using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

/// <summary>The user's class: what the generated part must repeat to be a part of it.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="ContainingTypes">The headers of the types around it, outermost first: <c>partial class Outer&lt;T&gt;</c>.</param>
/// <param name="Name">Its name, escaped where it is a keyword, with type parameters.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="FileStem">What the names of its files begin with: unique in the project.</param>
/// <param name="Documented">Whether the user wrote a doc comment, which then keeps the summary.</param>
internal sealed record TypeDeclaration(
    string Namespace, EquatableArray<string> ContainingTypes, string Name, string Keyword, string FileStem, bool Documented);

/// <summary>What the user wrote, checked: the input of everything that follows.</summary>
/// <param name="Type">The class.</param>
/// <param name="Kind">The attribute's name.</param>
/// <param name="Shape">The sizes, or null where a diagnostic was reported and only a stub is made.</param>
/// <param name="Form">What its calls look like.</param>
/// <param name="Error">The first diagnostic's id and message, which the stub throws.</param>
/// <param name="Omitted">Generated members that the stub leaves out, because the user has the name already or did not ask for them.</param>
/// <param name="StubConstructor">The head of a constructor that the stub needs for its base class.</param>
internal sealed record ModuleDeclaration(
    TypeDeclaration Type, string Kind, ModuleShape? Shape, CallForm Form, string? Error, EquatableArray<string> Omitted, string? StubConstructor)
{
    /// <summary>Its weights in the project's assembly, which <c>Load()</c> reads; null where there are none.</summary>
    public EmbeddedWeights? Embedded { get; init; }
}

/// <summary>What the first stage found for one attributed class.</summary>
/// <param name="Declaration">The declaration, or null where not even a stub can be made.</param>
/// <param name="Class">Where the class's name stands.</param>
/// <param name="Diagnostics">What is wrong with it.</param>
internal sealed record DeclarationResult(ModuleDeclaration? Declaration, SourceSpan? Class, EquatableArray<DiagnosticInfo> Diagnostics)
{
    /// <summary>Its <c>[Checkpoint]</c>, or null.</summary>
    public CheckpointUse? Checkpoint { get; init; }

    /// <summary>Its <c>[Budget]</c>, or null.</summary>
    public BudgetUse? Budget { get; init; }

    /// <summary>The declaration with its weights in the assembly, which only the project knows of.</summary>
    public ModuleDeclaration WithEmbedded(IReadOnlyList<CheckpointFacts> all) =>
        Checkpoint is { Taken: null } use && use.FindEmbedded(all) is { } embedded ? Declaration! with { Embedded = embedded } : Declaration!;
}
