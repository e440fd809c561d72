namespace ShapeGen.Generator.Planning;

/// <summary>How many floats something takes: a constant and a multiple of one number that is known when a call runs.</summary>
/// <param name="Constant">Floats whatever the call.</param>
/// <param name="Variable">The number: a name of <see cref="Variables"/>, or the rows of a <see cref="Graph.RowSpace"/>; empty where there is none.</param>
/// <param name="Factor">Floats for each of it.</param>
/// <param name="Most">What the number counts as at most; <see cref="NoLimit"/> where it counts whatever it is.</param>
internal sealed record Extent(long Constant, string Variable = "", long Factor = 0, long Most = Extent.NoLimit)
{
    public const long NoLimit = long.MaxValue;

    /// <summary>The numbers that an extent can depend on, as the generated code names them.</summary>
    public static class Variables
    {
        /// <summary>Rows of the group.</summary>
        public const string Rows = "group.Rows";

        /// <summary>Rows of a row block.</summary>
        public const string BlockRows = "blockRows";

        /// <summary>Tokens of the longest sequence.</summary>
        public const string Tokens = "group.Tokens";

        /// <summary>Rows of the group's memory.</summary>
        public const string MemoryRows = "group.MemoryRows";

        /// <summary>Tokens of the longest memory.</summary>
        public const string MemoryTokens = "group.MemoryTokens";
    }

    public static Extent Fixed(long floats) => new(floats);

    /// <param name="floats">Floats for each token of the longest sequence.</param>
    /// <param name="most">As many of them as count at most.</param>
    public static Extent PerToken(long floats, long most = NoLimit) => new(0, Variables.Tokens, floats, most);

    public static Extent PerMemoryToken(long floats) => new(0, Variables.MemoryTokens, floats);

    public static Extent PerBlockRow(long floats, long extraRows = 0) => new(extraRows * floats, Variables.BlockRows, floats);

    /// <summary>The floats for given numbers.</summary>
    public long Floats(long rows, long blockRows, long tokens, long memoryRows = 0, long memoryTokens = 0) => Constant + (Factor * Math.Min(Most, Variable switch
    {
        Variables.Rows => rows,
        Variables.BlockRows => blockRows,
        Variables.Tokens => tokens,
        Variables.MemoryRows => memoryRows,
        Variables.MemoryTokens => memoryTokens,
        "" => 0,
        _ => throw new InvalidOperationException($"No number is known for {Variable}."),
    }));
}
