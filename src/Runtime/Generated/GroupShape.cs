using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>The sizes of a group of sequences that run together: what scratch and phases are measured by. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GroupShape
{
    /// <summary>How many sequences there are.</summary>
    public long Sequences { get; init; }

    /// <summary>Tokens of all sequences.</summary>
    public required long Rows { get; init; }

    /// <summary>Tokens of the longest sequence.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens of all sequences' memories; 0 where there are none.</summary>
    public long MemoryRows { get; init; }

    /// <summary>Tokens of the longest memory; 0 where there are none.</summary>
    public long MemoryTokens { get; init; }
}
