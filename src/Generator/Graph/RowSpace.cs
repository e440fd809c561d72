namespace ShapeGen.Generator.Graph;

/// <summary>What one row of a value stands for. A phase runs over the rows of one space.</summary>
internal sealed class RowSpace
{
    /// <summary>A token of a sequence: the sequences of a group stand one after the other.</summary>
    public static readonly RowSpace Tokens = new("P", "rows", "part.Rows");

    /// <summary>A position in a sequence, the same for all sequences: as many as the longest one of the group has tokens.</summary>
    public static readonly RowSpace Positions = new("P", "tokens", "part.Tokens");

    private RowSpace(string symbol, string variable, string count)
    {
        Symbol = symbol;
        Variable = variable;
        Count = count;
    }

    /// <summary>The number of rows of one sequence, as the shape walk writes it.</summary>
    public string Symbol { get; }

    /// <summary>The number of rows of a group in the formulas of scratch.</summary>
    public string Variable { get; }

    /// <summary>The number of rows of a group as C#, where there is a <c>part</c>.</summary>
    public string Count { get; }
}
