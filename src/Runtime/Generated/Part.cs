using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime;

/// <summary>Some rows of a group, for one worker in one phase. All memory is pinned. Used by generated code.</summary>
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
    /// <param name="lengths">The length of each sequence of the group; a null reference where all have <see cref="Tokens"/>.</param>
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
    /// <param name="lengths">The length of each sequence of the group; a null reference where all have <see cref="Tokens"/>.</param>
    /// <param name="memory">The group's first row of memory.</param>
    /// <param name="memoryLengths">The length of each sequence's memory; a null reference where all have <see cref="MemoryTokens"/>, as all sequences are as long then.</param>
    /// <param name="types">The type of each token of the group; a null reference where all are 0.</param>
    public Part(ref float weights, ref float input, ref float output, ref float scratch, ref int lengths, ref float memory, ref int memoryLengths, ref int types)
        : this(ref weights, ref input, ref output, ref scratch, ref lengths)
    {
        _memory = ref memory;
        _memoryLengths = ref memoryLengths;
        _types = ref types;
    }

    /// <summary>Which phase, from 0.</summary>
    public required int Phase { get; init; }

    /// <summary>Sequences of the group.</summary>
    public int Sequences { get; init; }

    /// <summary>Whether the caller's pixels are bytes.</summary>
    public bool HasBytes { get; init; }

    /// <summary>Rows of the group: the tokens of all its sequences.</summary>
    public required int Rows { get; init; }

    /// <summary>Tokens of the group's longest sequence.</summary>
    public required int Tokens { get; init; }

    /// <summary>Rows of the group's memory: the tokens of all its sequences' memories; 0 where there are none.</summary>
    public int MemoryRows { get; init; }

    /// <summary>Tokens of the group's longest memory.</summary>
    public int MemoryTokens { get; init; }

    /// <summary>The sizes of the group.</summary>
    public GroupShape Group => new() { Sequences = Sequences, Rows = Rows, Tokens = Tokens, MemoryRows = MemoryRows, MemoryTokens = MemoryTokens };

    /// <summary>The part's first row, counted from the group's first.</summary>
    public required int First { get; init; }

    /// <summary>The row behind the part's last.</summary>
    public required int End { get; init; }

    /// <summary>Which worker's scratch the part uses, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>The only stage of the phase that runs, from 0; negative where all do, one after the other.</summary>
    public int Stage { get; init; } = -1;

    /// <summary>Which share of a stage's columns or heads the part takes, from 0.</summary>
    public int Share { get; init; }

    /// <summary>How many shares there are. Where there are several, all workers take the same rows.</summary>
    public int Shares { get; init; } = 1;

    /// <summary>Whose scratch holds the values of the part's rows: all workers' are the first one's where they take the same rows.</summary>
    public int Holder => Shares == 1 ? Worker : 0;

    /// <summary>Takes the results of the stages, or null: of a call that hands them out.</summary>
    public TraceCall? Trace { get; init; }

    /// <summary>The packed weights.</summary>
    public ref float Weights => ref _weights;

    /// <summary>The group's rows in the caller's input.</summary>
    public ref float Input => ref _input;

    /// <summary>The types of the group's tokens; a null reference where all are 0.</summary>
    public ref int Types => ref _types;

    /// <summary>The group's rows in the caller's memory: the second input of a cross-attention, or an input whose rows are no tokens.</summary>
    public ref float Memory => ref _memory;

    /// <summary>The group's rows in the caller's output.</summary>
    public ref float Output => ref _output;

    /// <summary>The scratch of all workers.</summary>
    public ref float Scratch => ref _scratch;

    /// <summary>Whether the part takes a stage, or its share of it.</summary>
    /// <param name="stage">Which stage of the phase, from 0.</param>
    /// <returns>Whether to run it.</returns>
    public bool Runs(int stage) => Stage < 0 || Stage == stage;

    /// <summary>Whether the part takes a stage that has no shares.</summary>
    /// <param name="stage">Which stage of the phase, from 0.</param>
    /// <returns>Whether to run it.</returns>
    public bool RunsAlone(int stage) => Runs(stage) && Share == 0;

    /// <summary>Finds the part's share of columns or heads.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="step">Shares are cut at multiples of so many.</param>
    /// <param name="first">The first of the share.</param>
    /// <param name="end">The one behind the last.</param>
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

        // A group has as many rows as some row blocks: few sequences, so they are counted.
        start = 0;
        ref int length = ref _lengths;
        while (row - start >= length)
        {
            start += length;
            length = ref Unsafe.Add(ref length, 1);
        }

        tokens = length;
    }

    /// <summary>Finds which sequence a row belongs to.</summary>
    /// <param name="row">The row, counted from the group's first.</param>
    /// <param name="sequence">Which one of the group, from 0.</param>
    /// <param name="position">The row's place in it.</param>
    internal void PlaceOf(int row, out int sequence, out int position) => Place(row, ref _lengths, Tokens, out sequence, out position);

    /// <summary>Finds which sequence's memory a row of memory belongs to.</summary>
    /// <param name="row">The row of memory, counted from the group's first.</param>
    /// <param name="sequence">Which one of the group, from 0.</param>
    /// <param name="position">The row's place in it.</param>
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

    /// <summary>Finds a sequence.</summary>
    /// <param name="sequence">Which one of the group, from 0.</param>
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
