using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>The sizes of a group of sequences that run together; scratch and phases depend on them. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GroupShape
{
    /// <summary>Number of sequences.</summary>
    public long Sequences { get; init; }

    /// <summary>Tokens of all sequences.</summary>
    public required long Rows { get; init; }

    /// <summary>Tokens of the longest sequence.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens of all sequences' memories; 0 without memories.</summary>
    public long MemoryRows { get; init; }

    /// <summary>Tokens of the longest memory; 0 without memories.</summary>
    public long MemoryTokens { get; init; }
}
