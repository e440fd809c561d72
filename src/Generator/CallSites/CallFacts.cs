namespace ShapeGen.Generator.CallSites;

/// <summary>What is known of the arguments of a <c>Forward</c>; null is what is not.</summary>
internal sealed record CallFacts
{
    /// <summary>What the first parameter is called.</summary>
    public required string InputName { get; init; }

    /// <summary>Elements of the input.</summary>
    public long? Input { get; init; }

    /// <summary>Floats of the output.</summary>
    public long? Output { get; init; }

    /// <summary>Floats of the memory.</summary>
    public long? Memory { get; init; }

    /// <summary>Numbers in the types of tokens.</summary>
    public long? Types { get; init; }

    /// <summary>Sequences, all as long.</summary>
    public long? Batch { get; init; }

    /// <summary>Whether the sequences have lengths of their own.</summary>
    public bool HasLengths { get; init; }

    /// <summary>The rows of each sequence.</summary>
    public IReadOnlyList<long>? Lengths { get; init; }

    /// <summary>How many sequences with lengths of their own there are.</summary>
    public long? Sequences { get; init; }

    /// <summary>The tokens of each memory.</summary>
    public IReadOnlyList<long>? MemoryLengths { get; init; }
}
