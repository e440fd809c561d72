using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Planning;

/// <summary>Everything that the code of one instruction set is written from: the third stage.</summary>
internal sealed class BodyPlan
{
    public required VectorUnit Unit { get; init; }

    public required ModuleGraph Graph { get; init; }

    /// <summary>Rows that are taken through the stages of a phase at once, at most.</summary>
    public required int RowBlock { get; init; }

    public required IReadOnlyList<Phase> Phases { get; init; }

    public required WeightLayout Weights { get; init; }

    public required ScratchLayout Scratch { get; init; }

    /// <summary>The kernels that occur.</summary>
    public required IReadOnlyCollection<Tile> Tiles { get; init; }

    /// <summary>Whether rows need each other; where they do not, a whole batch is one group.</summary>
    public bool Attends => Stages.Any(stage => stage is AttentionStage);

    public IEnumerable<Stage> Stages => Phases.SelectMany(phase => phase.Stages);

    /// <summary>Whether some result goes to the caller's memory with rows that are no whole number of vectors.</summary>
    public bool HasRagged => Stages.Any(stage => stage is LinearStage { Ragged: not null });
}
