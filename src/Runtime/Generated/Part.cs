using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>The work of one worker in one phase: some rows of a group. All memory is pinned. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct Part
{
    private readonly ref float _weights;
    private readonly ref float _input;
    private readonly ref float _output;
    private readonly ref float _scratch;
    private readonly ref int _lengths;
    private readonly ref float _memory;
    private readonly ref int _memoryLengths;
    private readonly ref int _types;

    /// <param name="weights">The packed weights.</param>
    /// <param name="input">The group's first row.</param>
    /// <param name="output">The group's first row.</param>
    /// <param name="scratch">The scratch of all workers.</param>
    /// <param name="lengths">The length of each sequence of the group; a null reference if all have <see cref="Tokens"/>.</param>
    public Part(ref float weights, ref float input, ref float output, ref float scratch, ref int lengths)
    {
        _weights = ref weights;
        _input = ref input;
        _output = ref output;
        _scratch = ref scratch;
        _lengths = ref lengths;
    }

    /// <param name="weights">The packed weights.</param>
    /// <param name="input">The group's first row.</param>
    /// <param name="output">The group's first row.</param>
    /// <param name="scratch">The scratch of all workers.</param>
    /// <param name="lengths">The length of each sequence of the group; a null reference if all have <see cref="Tokens"/>.</param>
    /// <param name="memory">The group's first row of memory.</param>
    /// <param name="memoryLengths">The length of each sequence's memory; a null reference if all have <see cref="MemoryTokens"/>; all sequences then have equal lengths too.</param>
    /// <param name="types">The type of each token of the group; a null reference if all are 0.</param>
    public Part(ref float weights, ref float input, ref float output, ref float scratch, ref int lengths, ref float memory, ref int memoryLengths, ref int types)
        : this(ref weights, ref input, ref output, ref scratch, ref lengths)
    {
        _memory = ref memory;
        _memoryLengths = ref memoryLengths;
        _types = ref types;
    }

    /// <summary>The phase, from 0.</summary>
    public required int Phase { get; init; }

    /// <summary>Sequences of the group.</summary>
    public int Sequences { get; init; }

    /// <summary>Whether the caller's pixels are bytes.</summary>
    public bool HasBytes { get; init; }

    /// <summary>Rows of the group: the tokens of all its sequences.</summary>
    public required int Rows { get; init; }

    /// <summary>Tokens of the group's longest sequence.</summary>
    public required int Tokens { get; init; }

    /// <summary>Rows of the group's memory: the tokens of all its sequences' memories; 0 without memories.</summary>
    public int MemoryRows { get; init; }

    /// <summary>Tokens of the group's longest memory.</summary>
    public int MemoryTokens { get; init; }

    /// <summary>The sizes of the group.</summary>
    public GroupShape Group => new() { Sequences = Sequences, Rows = Rows, Tokens = Tokens, MemoryRows = MemoryRows, MemoryTokens = MemoryTokens };

    /// <summary>The first row, counted from the group's first.</summary>
    public required int First { get; init; }

    /// <summary>The row after the last one.</summary>
    public required int End { get; init; }

    /// <summary>Index of the worker whose scratch is used, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>The only stage of the phase that runs, from 0; negative if all stages run in order.</summary>
    public int Stage { get; init; } = -1;

    /// <summary>Index of the slice of a stage's columns or heads, from 0.</summary>
    public int Share { get; init; }

    /// <summary>Number of slices. If there are several, all workers have the same rows.</summary>
    public int Shares { get; init; } = 1;

    /// <summary>Index of the worker whose scratch holds the values of the rows: the first worker if all workers have the same rows.</summary>
    public int Holder => Shares == 1 ? Worker : 0;

    /// <summary>Receives the results of the stages in a traced call; otherwise null.</summary>
    public TraceCall? Trace { get; init; }

    /// <summary>The packed weights.</summary>
    public ref float Weights => ref _weights;

    /// <summary>The group's rows in the caller's input.</summary>
    public ref float Input => ref _input;

    /// <summary>The types of the group's tokens; a null reference if all are 0.</summary>
    public ref int Types => ref _types;

    /// <summary>The group's rows in the second input of a cross-attention, or in an input whose rows are not tokens.</summary>
    public ref float Memory => ref _memory;

    /// <summary>The group's rows in the caller's output.</summary>
    public ref float Output => ref _output;

    /// <summary>The scratch of all workers.</summary>
    public ref float Scratch => ref _scratch;

    /// <summary>Whether this worker runs a stage, or its slice of it.</summary>
    /// <param name="stage">The stage of the phase, from 0.</param>
    /// <returns>Whether to run it.</returns>
    public bool Runs(int stage) => Stage < 0 || Stage == stage;

    /// <summary>Whether this worker runs a stage that cannot be sliced.</summary>
    /// <param name="stage">The stage of the phase, from 0.</param>
    /// <returns>Whether to run it.</returns>
    public bool RunsAlone(int stage) => Runs(stage) && Share == 0;

    /// <summary>Computes this worker's slice of columns or heads.</summary>
    /// <param name="count">Number of columns or heads.</param>
    /// <param name="step">Slices start at multiples of this.</param>
    /// <param name="first">The first one of the slice.</param>
    /// <param name="end">The one after the last.</param>
    public void Take(int count, int step, out int first, out int end)
    {
        if (Shares == 1)
        {
            first = 0;
            end = count;
            return;
        }

        first = Runtime.Rows.Start(count, Share, Shares, step);
        end = Runtime.Rows.Start(count, Share + 1, Shares, step);
    }

    /// <summary>Finds the sequence of a row.</summary>
    /// <param name="row">The row, counted from the group's first.</param>
    /// <param name="start">The first row of its sequence.</param>
    /// <param name="tokens">Tokens of its sequence.</param>
    public void Locate(int row, out int start, out int tokens)
    {
        if (Unsafe.IsNullRef(ref _lengths))
        {
            tokens = Tokens;
            start = row - (row % tokens);
            return;
        }

        // A group has few sequences, so a linear search is enough.
        start = 0;
        ref int length = ref _lengths;
        while (row - start >= length)
        {
            start += length;
            length = ref Unsafe.Add(ref length, 1);
        }

        tokens = length;
    }

    /// <summary>Finds the sequence of a row, and the row's position in it.</summary>
    /// <param name="row">The row, counted from the group's first.</param>
    /// <param name="sequence">Index of the sequence in the group, from 0.</param>
    /// <param name="position">The row's position in it.</param>
    internal void PlaceOf(int row, out int sequence, out int position) => Place(row, ref _lengths, Tokens, out sequence, out position);

    /// <summary>Finds the sequence whose memory contains a row of memory, and the row's position in that memory.</summary>
    /// <param name="row">The row of memory, counted from the group's first.</param>
    /// <param name="sequence">Index of the sequence in the group, from 0.</param>
    /// <param name="position">The row's position in it.</param>
    internal void PlaceInMemory(int row, out int sequence, out int position) => Place(row, ref _memoryLengths, MemoryTokens, out sequence, out position);

    private static void Place(int row, ref int lengths, int equal, out int sequence, out int position)
    {
        if (Unsafe.IsNullRef(ref lengths))
        {
            (sequence, position) = Math.DivRem(row, equal);
            return;
        }

        position = row;
        for (sequence = 0; position >= Unsafe.Add(ref lengths, sequence); sequence++)
        {
            position -= Unsafe.Add(ref lengths, sequence);
        }
    }

    /// <summary>Finds the rows of a sequence.</summary>
    /// <param name="sequence">Index of the sequence in the group, from 0.</param>
    /// <param name="start">Its first row, counted from the group's first.</param>
    /// <param name="tokens">Its tokens.</param>
    public void LocateSequence(int sequence, out int start, out int tokens)
    {
        if (Unsafe.IsNullRef(ref _lengths))
        {
            tokens = Tokens;
            start = sequence * tokens;
            return;
        }

        start = 0;
        for (int i = 0; i < sequence; i++)
        {
            start += Unsafe.Add(ref _lengths, i);
        }

        tokens = Unsafe.Add(ref _lengths, sequence);
    }

    /// <summary>Finds the memory of a row's sequence.</summary>
    /// <param name="row">The row of the sequence, counted from the group's first.</param>
    /// <param name="start">The first row of the memory, counted from the group's first.</param>
    /// <param name="tokens">Tokens of the memory.</param>
    public void LocateMemory(int row, out int start, out int tokens)
    {
        if (Unsafe.IsNullRef(ref _memoryLengths))
        {
            tokens = MemoryTokens;
            start = row / Tokens * tokens;
            return;
        }

        start = 0;
        ref int length = ref _lengths;
        ref int memory = ref _memoryLengths;
        while (row >= length)
        {
            row -= length;
            start += memory;
            length = ref Unsafe.Add(ref length, 1);
            memory = ref Unsafe.Add(ref memory, 1);
        }

        tokens = memory;
    }
}
