namespace ShapeGen.Generator.Graph;

/// <summary>What one row of a value stands for. A phase runs over the rows of one space.</summary>
internal sealed class RowSpace
{
    /// <summary>A token of a sequence: the sequences of a group stand one after the other.</summary>
    public static readonly RowSpace Tokens = new("P", "group.Rows");

    /// <summary>
    /// A row of an input that has another number of them than there are tokens: the memory of a cross-attention, an image, the features that a class token
    /// is put before.
    /// </summary>
    public static readonly RowSpace Memory = new("M", "group.MemoryRows");

    /// <summary>A position in a sequence, the same for all sequences: as many as the longest one of the group has tokens.</summary>
    public static readonly RowSpace Positions = new("P", "group.Tokens");

    /// <summary>A sequence: what pooling makes of all its tokens.</summary>
    public static readonly RowSpace Sequences = new("", "group.Sequences");

    private RowSpace(string symbol, string variable)
    {
        Symbol = symbol;
        Variable = variable;
    }

    /// <summary>The number of rows of one sequence, as the shape walk writes it.</summary>
    public string Symbol { get; }

    /// <summary>The number of rows of a group as C#, where there is a <c>group</c>.</summary>
    public string Variable { get; }
}
