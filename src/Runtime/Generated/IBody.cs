using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>A model's code for one instruction set. <see cref="Execution"/> runs it in phases, each on any part of the rows.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IBody
{
    /// <summary>Number of phases. A phase ends where the next operation needs the results of all rows, as attention needs all keys and values.</summary>
    public static abstract int Phases { get; }

    /// <summary>Maximum number of rows that go through a phase together.</summary>
    public static abstract int RowBlock { get; }

    /// <summary>Whether the rows of a sequence depend on each other. If not, all rows of a call are one group.</summary>
    public static abstract bool NeedsSequences { get; }

    /// <summary>Whether the output has one row for each sequence instead of one for each token.</summary>
    public static virtual bool IsPooled => false;

    /// <summary>Whether a group is always one sequence, so that all its sizes follow from the rows of its input: convolutions shorten each sequence separately.</summary>
    public static virtual bool IsOneSequenceAGroup => false;

    /// <summary>Number of tokens of a sequence in the layers. It can differ from the rows of the input, for example by a class token.</summary>
    /// <param name="sourceRows">Rows of the sequence in the input.</param>
    /// <returns>Rows of the sequence in the layers.</returns>
    public static virtual int Tokens(int sourceRows) => sourceRows;

    /// <summary>Rows of a phase.</summary>
    /// <param name="phase">The phase, from 0.</param>
    /// <param name="group">The group.</param>
    /// <returns>The rows that are divided among workers.</returns>
    public static abstract long PhaseRows(int phase, in GroupShape group);

    /// <summary>Number of stages of a phase. When workers divide columns instead of rows, each stage is a separate step.</summary>
    /// <param name="phase">The phase, from 0.</param>
    /// <returns>At least 1.</returns>
    public static abstract int PhaseStages(int phase);

    /// <summary>Floats of scratch that all workers share.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Whole cache lines.</returns>
    public static abstract long SharedFloats(in GroupShape group);

    /// <summary>Floats of scratch of each worker.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Whole cache lines.</returns>
    public static abstract long WorkerFloats(in GroupShape group);

    /// <summary>Runs a phase on the rows of <paramref name="part"/>.</summary>
    /// <param name="part">The rows, and references to all memory.</param>
    public static abstract void Run(in Part part);
}
