namespace ShapeGen.Generator.CallSites;

/// <summary>What is known at compile time about the arguments of a <c>Forward</c>; null if unknown.</summary>
internal sealed record CallFacts
{
    /// <summary>The name of the first parameter.</summary>
    public required string InputName { get; init; }

    /// <summary>Elements of the input.</summary>
    public long? Input { get; init; }

    /// <summary>Floats of the output.</summary>
    public long? Output { get; init; }

    /// <summary>Floats of the memory.</summary>
    public long? Memory { get; init; }

    /// <summary>Elements of the token types.</summary>
    public long? Types { get; init; }

    /// <summary>Number of sequences of equal length.</summary>
    public long? Batch { get; init; }

    /// <summary>True if the call passes <c>lengths</c>.</summary>
    public bool HasLengths { get; init; }

    /// <summary>The passed <c>lengths</c>: rows of each sequence.</summary>
    public IReadOnlyList<long>? Lengths { get; init; }

    /// <summary>Number of elements in <c>lengths</c>.</summary>
    public long? Sequences { get; init; }

    /// <summary>Tokens of each memory.</summary>
    public IReadOnlyList<long>? MemoryLengths { get; init; }
}
