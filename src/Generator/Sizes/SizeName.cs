namespace ShapeGen.Generator.Sizes;

/// <summary>A number that a call has, by which sizes are counted.</summary>
/// <param name="text">What it is called in messages and, where the runtime has it, in generated code.</param>
internal sealed class SizeName(string text)
{
    /// <summary>Rows of a group: the tokens of all its sequences.</summary>
    public static readonly SizeName Rows = new("group.Rows");

    /// <summary>Tokens of the longest sequence of a group.</summary>
    public static readonly SizeName Tokens = new("group.Tokens");

    /// <summary>Rows of a group in the second input, or in an input whose rows are not tokens.</summary>
    public static readonly SizeName MemoryRows = new("group.MemoryRows");

    /// <summary>Those of the longest sequence of a group.</summary>
    public static readonly SizeName MemoryTokens = new("group.MemoryTokens");

    /// <summary>Sequences of a group.</summary>
    public static readonly SizeName Sequences = new("group.Sequences");

    /// <summary>Rows that go through a phase at once.</summary>
    public static readonly SizeName BlockRows = new("blockRows");

    public string Text { get; } = text;

    public override string ToString() => Text;
}

