namespace ShapeGen.Generator.Graph;

/// <summary>What one row of a value stands for. A phase runs over the rows of one space.</summary>
internal sealed class RowSpace
{
    /// <summary>A token of a sequence: the sequences of a group stand one after the other.</summary>
    public static readonly RowSpace Tokens = new("P", "group.Rows");

    /// <summary>A token of a sequence's memory, the second input of a cross-attention.</summary>
    public static readonly RowSpace Memory = new("M", "group.MemoryRows");

    /// <summary>A position in a sequence, the same for all sequences: as many as the longest one of the group has tokens.</summary>
    public static readonly RowSpace Positions = new("P", "group.Tokens");

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
