using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Sizes;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Planning;

/// <summary>Everything that the code of one instruction set is written from: the third stage.</summary>
internal sealed class BodyPlan
{
    public required VectorUnit Unit { get; init; }

    public required ModuleGraph Graph { get; init; }

    /// <summary>Whether the model hands out its results.</summary>
    public required bool IsTraced { get; init; }

    /// <summary>Rows that are taken through the stages of a phase at once, at most.</summary>
    public required int RowBlock { get; init; }

    /// <summary>Rows of a group in the phase that has the most, of those that need scratch for a row block.</summary>
    public Size MostRows => Size.Greatest(
        from phase in Schedule.Groups.SelectMany(groups => groups.Phases)
        where phase.Steps.SelectMany(step => step.Segment.Stages).SelectMany(Placement.Of).Any(buffer => buffer.Length.Names.Contains(SizeName.BlockRows))
        select phase.Space.Rows);

    /// <summary>A group with the rows of its blocks.</summary>
    public SizeValues InBlocks(SizeValues group) => group.With(SizeName.BlockRows, Math.Min(MostRows.In(group), RowBlock));

    public required Schedule Schedule { get; init; }

    public required Placement Placement { get; init; }

    public required WeightLayout Weights { get; init; }

    public required ScratchLayout Scratch { get; init; }

    /// <summary>The kernels that the stages call, with all that those use.</summary>
    public required IReadOnlyList<Kernel> Kernels { get; init; }

    /// <summary>Whether rows need each other; where they do not, a whole batch is one group.</summary>
    public bool NeedsSequences => Stages.Any(stage => stage.Reads.Any(read => read.Rows == ReadRows.WholeSequence));

    public IEnumerable<Stage> Stages => Schedule.Stages;
}
