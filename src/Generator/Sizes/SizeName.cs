namespace ShapeGen.Generator.Sizes;

/// <summary>A number that a call has, by which sizes are counted.</summary>
/// <param name="name">What it is called, in generated code too.</param>
/// <param name="isOfGroup">Whether the runtime has it of each group and each part of a group; otherwise generated code computes it.</param>
internal sealed class SizeName(string name, bool isOfGroup)
{
    /// <summary>Rows of a group: the tokens of all its sequences.</summary>
    public static readonly SizeName Rows = new("Rows", isOfGroup: true);

    /// <summary>Tokens of the longest sequence of a group.</summary>
    public static readonly SizeName Tokens = new("Tokens", isOfGroup: true);

    /// <summary>Rows of a group in the second input, or in an input whose rows are not tokens.</summary>
    public static readonly SizeName MemoryRows = new("MemoryRows", isOfGroup: true);

    /// <summary>Those of the longest sequence of a group.</summary>
    public static readonly SizeName MemoryTokens = new("MemoryTokens", isOfGroup: true);

    /// <summary>Sequences of a group.</summary>
    public static readonly SizeName Sequences = new("Sequences", isOfGroup: true);

    /// <summary>Rows that go through a phase at once.</summary>
    public static readonly SizeName BlockRows = new("blockRows", isOfGroup: false);

    public string Name { get; } = name;

    /// <summary>Whether the runtime has it of each group and each part of a group; otherwise generated code computes it.</summary>
    public bool IsOfGroup { get; } = isOfGroup;

    public override string ToString() => Name;
}
