using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>A model's code for one instruction set, as <see cref="Execution"/> runs it: in phases, each on any part of the rows at a time.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IBody
{
    /// <summary>Phases of a group. One ends where an operation needs what all rows have made: an attention its keys and values.</summary>
    public static abstract int Phases { get; }

    /// <summary>Sequences that run together, at least 1.</summary>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <returns>More than any batch where rows do not need each other.</returns>
    public static abstract int GroupSequences(int tokens, int threads);

    /// <summary>Runs a phase on the rows of <paramref name="part"/>.</summary>
    /// <param name="part">Which rows, and where everything is.</param>
    public static abstract void Run(in Part part);
}

/// <summary>Some rows of a group, for one worker in one phase. All memory is pinned.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct Part
{
    /// <summary>Which phase, from 0.</summary>
    public required int Phase { get; init; }

    /// <summary>Sequences of the group.</summary>
    public required int Sequences { get; init; }

    /// <summary>Tokens of each.</summary>
    public required int Tokens { get; init; }

    /// <summary>The part's first row, counted from the group's first.</summary>
    public required int First { get; init; }

    /// <summary>The row behind the part's last.</summary>
    public required int End { get; init; }

    /// <summary>Which worker's scratch the part uses, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>The packed weights.</summary>
    public ref float Weights => ref _weights;

    /// <summary>The group's rows in the caller's input.</summary>
    public ref float Input => ref _input;

    /// <summary>The group's rows in the caller's output.</summary>
    public ref float Output => ref _output;

    /// <summary>The scratch of all workers.</summary>
    public ref float Scratch => ref _scratch;

    private readonly ref float _weights;
    private readonly ref float _input;
    private readonly ref float _output;
    private readonly ref float _scratch;

    /// <param name="weights">The packed weights.</param>
    /// <param name="input">The group's first row.</param>
    /// <param name="output">The group's first row.</param>
    /// <param name="scratch">The scratch of all workers.</param>
    public Part(ref float weights, ref float input, ref float output, ref float scratch)
    {
        _weights = ref weights;
        _input = ref input;
        _output = ref output;
        _scratch = ref scratch;
    }
}
