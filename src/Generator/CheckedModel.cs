using ShapeGen.Generator.Common;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Modules;

namespace ShapeGen.Generator;

/// <summary>An attributed class, and what its project says to it.</summary>
/// <param name="Input">What its source is written from; null where not even a stub can be made.</param>
/// <param name="Class">Where the class's name stands.</param>
/// <param name="Diagnostics">All that is wrong with it.</param>
internal sealed record CheckedModel(ModelInput? Input, SourceSpan? Class, EquatableArray<DiagnosticInfo> Diagnostics)
{
    public static CheckedModel Of(DeclarationResult result, ProjectFacts project)
    {
        ModelInput? input = result.Declaration is null ? null : new(result.WithEmbedded(project.Checkpoints.Facts), project.StageTimes);
        if (result is { Checkpoint: null, Budget: null })
        {
            return new(input, result.Class, result.Diagnostics);
        }

        List<DiagnosticInfo> diagnostics = [.. result.Diagnostics];
        if (result is { Checkpoint: not null, Declaration.Shape: not null })
        {
            diagnostics.AddRange(Isolation.Check(result, project.Checkpoints));
        }

        if (result is { Declaration.Shape: not null, Checkpoint: { } named } && named.NotEmbedded(project.Checkpoints.Facts) is { } notEmbedded)
        {
            diagnostics.Add(notEmbedded);
        }

        if (result is { Budget: not null, Declaration.Shape: not null })
        {
            diagnostics.AddRange(Isolation.CheckBudget(result));
        }

        // Only where the weights are in the assembly is Load() generated, and a member of the user's in its way.
        if (result.Checkpoint is { Taken: { } taken } use && use.FindEmbedded(project.Checkpoints.Facts) is not null)
        {
            diagnostics.Add(taken);
        }

        return new(input, result.Class, new(diagnostics));
    }
}

/// <summary>All that a model's source depends on.</summary>
/// <param name="Declaration">The declaration, with its weights in the assembly.</param>
/// <param name="StageTimes">Whether the model takes the time of its stages.</param>
internal sealed record ModelInput(ModuleDeclaration Declaration, bool StageTimes);
