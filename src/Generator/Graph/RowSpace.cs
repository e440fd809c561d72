using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Graph;

/// <summary>What one row of a value stands for. A phase runs over the rows of one space. A space is itself: two with as many rows are two.</summary>
internal sealed class RowSpace
{
    /// <summary>A token of a sequence: the sequences of a group stand one after the other.</summary>
    public static readonly RowSpace Tokens = new("P", SizeName.Rows, TraceRows.Tokens);

    /// <summary>
    /// A row of an input that has another number of them than there are tokens: the memory of a cross-attention, an image, the features that a class token
    /// is put before.
    /// </summary>
    public static readonly RowSpace Memory = new("M", SizeName.MemoryRows, TraceRows.Memory);

    /// <summary>A position in a sequence, the same for all sequences: as many as the longest one of the group has tokens.</summary>
    public static readonly RowSpace Positions = new("P", SizeName.Tokens);

    /// <summary>A sequence: what pooling makes of all its tokens.</summary>
    public static readonly RowSpace Sequences = new("", SizeName.Sequences, TraceRows.Sequences);

    private readonly TraceRows? _traceKind;

    /// <param name="symbol">The number of rows of one sequence, as the shape walk writes it.</param>
    /// <param name="rows">The number of rows of a group.</param>
    /// <param name="traceKind">What a traced model says that the rows stand for; null of rows that are not handed out.</param>
    public RowSpace(string symbol, Size rows, TraceRows? traceKind = null)
    {
        Symbol = symbol;
        Rows = rows;
        _traceKind = traceKind;
    }

    /// <summary>What a traced model says that the rows stand for.</summary>
    public TraceRows TraceKind => _traceKind ?? throw new InvalidOperationException($"Rows of {Symbol} are not of a sequence, and are not handed out.");

    /// <summary>The number of rows of one sequence, as the shape walk writes it.</summary>
    public string Symbol { get; }

    /// <summary>The number of rows of a group.</summary>
    public Size Rows { get; }

    /// <summary>What the rows are after convolutions of the input's rows, of a model that takes one sequence at a time.</summary>
    /// <param name="windows">The windows of the convolutions.</param>
    public static RowSpace Convolved(IReadOnlyList<ConvolutionWindow> windows) =>
        new($"C{Literals.Integer(windows.Count)}", windows.Select((window, index) => (window, index)).Aggregate(Memory.Rows, (rows, next) => new ConvolvedSize(next.index + 1, rows, next.window)), TraceRows.Convolved);

    /// <summary>Groups of channels of a sequence, each with a mean and a variance of its own, of a model that takes one sequence at a time.</summary>
    public static RowSpace Channels(int groups) => new(Literals.Integer(groups), groups);
}
