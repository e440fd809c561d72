using ShapeGen.Generator.Budgets;
using ShapeGen.Generator.Checkpoints;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Headers;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator.Declarations;

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
