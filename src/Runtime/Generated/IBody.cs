using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>A model's code for one instruction set, as <see cref="Execution"/> runs it: in phases, each on any part of the rows at a time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IBody
{
    /// <summary>Phases of a group. One ends where an operation needs what all rows have made: an attention its keys and values.</summary>
    public static abstract int Phases { get; }

    /// <summary>Rows that go through a phase at once, at most.</summary>
    public static abstract int RowBlock { get; }

    /// <summary>Whether the rows of a sequence need each other. Where they do not, all rows of a call are one group.</summary>
    public static abstract bool NeedsSequences { get; }

    /// <summary>Whether the output has one row for each sequence, not one for each token.</summary>
    public static virtual bool IsPooled => false;

    /// <summary>Whether a group is one sequence, so that all its sizes follow from the rows of its input: convolutions shorten each sequence alone.</summary>
    public static virtual bool IsOneSequenceAGroup => false;

    /// <summary>Tokens that a sequence has in the model whose input has rows of its own number: a class token more, for example.</summary>
    /// <param name="sourceRows">Rows of the sequence in the input.</param>
    /// <returns>Rows of the sequence in the layers.</returns>
    public static virtual int Tokens(int sourceRows) => sourceRows;

    /// <summary>Rows of a phase.</summary>
    /// <param name="phase">Which phase, from 0.</param>
    /// <param name="group">The group.</param>
    /// <returns>The rows that are to be shared out.</returns>
    public static abstract long PhaseRows(int phase, in GroupShape group);

    /// <summary>Stages of a phase: each is a step of its own where workers share columns instead of rows.</summary>
    /// <param name="phase">Which phase, from 0.</param>
    /// <returns>At least 1.</returns>
    public static abstract int PhaseStages(int phase);

    /// <summary>Floats of scratch that all workers see.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Whole cache lines.</returns>
    public static abstract long SharedFloats(in GroupShape group);

    /// <summary>Floats of scratch of each worker.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Whole cache lines.</returns>
    public static abstract long WorkerFloats(in GroupShape group);

    /// <summary>Runs a phase on the rows of <paramref name="part"/>.</summary>
    /// <param name="part">Which rows, and where everything is.</param>
    public static abstract void Run(in Part part);
}
