using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Graph;

/// <summary>What one row of a value stands for. A phase runs over the rows of one space.</summary>
internal sealed class RowSpace
{
    /// <summary>A token of a sequence: the sequences of a group stand one after the other.</summary>
    public static readonly RowSpace Tokens = new("P", group => $"{group}.Rows", TraceRows.Tokens);

    /// <summary>
    /// A row of an input that has another number of them than there are tokens: the memory of a cross-attention, an image, the features that a class token
    /// is put before.
    /// </summary>
    public static readonly RowSpace Memory = new("M", group => $"{group}.MemoryRows", TraceRows.Memory);

    /// <summary>A position in a sequence, the same for all sequences: as many as the longest one of the group has tokens.</summary>
    public static readonly RowSpace Positions = new("P", group => $"{group}.Tokens");

    /// <summary>A sequence: what pooling makes of all its tokens.</summary>
    public static readonly RowSpace Sequences = new("", group => $"{group}.Sequences", TraceRows.Sequences);

    private readonly Func<string, string> _count;

    private readonly TraceRows? _traceKind;

    private RowSpace(string symbol, Func<string, string> count, TraceRows? traceKind = null)
    {
        Symbol = symbol;
        _count = count;
        _traceKind = traceKind;
    }

    /// <summary>What a traced model says that the rows stand for.</summary>
    public TraceRows TraceKind => _traceKind ?? throw new InvalidOperationException($"Rows of {Symbol} are not of a sequence, and are not handed out.");

    /// <summary>The number of rows of one sequence, as the shape walk writes it.</summary>
    public string Symbol { get; }

    /// <summary>The number of rows of a group as C#, where there is a <c>group</c>.</summary>
    public string Variable => CountIn("group");

    /// <summary>What the rows are after a convolution of the input's rows, of a model that takes one sequence at a time.</summary>
    /// <param name="number">Which convolution, from 1: a method of the generated code has this number.</param>
    public static RowSpace Convolved(int number) => new($"C{Literals.Integer(number)}", group => $"{Method(number)}({group}.MemoryRows)", TraceRows.Convolved);

    /// <summary>Groups of channels of a sequence, each with a mean and a variance of its own, of a model that takes one sequence at a time.</summary>
    public static RowSpace Channels(int groups) => new(Literals.Integer(groups), _ => Literals.Integer(groups));

    /// <summary>The method of the generated code that counts the rows behind a convolution.</summary>
    public static string Method(int number) => $"Convolved{Literals.Integer(number)}";

    /// <summary>The number of rows as C#, of a group or a part of it.</summary>
    public string CountIn(string group) => _count(group);
}
