using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Graph;

/// <summary>Multiplications and additions of an operation, two for each multiply-add.</summary>
/// <param name="Part">The part of the model that a matrix product is in; empty for work on single elements, which figures leave out.</param>
/// <param name="Operations">How many, for each of <paramref name="Count"/>.</param>
/// <param name="Count">What they are counted by.</param>
internal sealed record Work(string Part, long Operations, WorkCount Count)
{
    /// <summary>Work on single elements, about so much.</summary>
    /// <param name="operations">Operations for each row.</param>
    /// <param name="space">The rows; a token's by default.</param>
    public static Work OnElements(long operations, RowSpace? space = null) => new("", operations, WorkCount.Rows(space ?? RowSpace.Tokens));

    /// <summary>Whether it is a matrix product.</summary>
    public bool IsProduct => Part.Length > 0;

    /// <summary>As a call estimates it.</summary>
    public Cost Cost => Count.Cost(Operations);

    /// <summary>Those of one sequence.</summary>
    /// <exception cref="OverflowException">They are too many to be counted.</exception>
    public long Of(CallSize size) => checked(Operations * Count.Each.In(size.Values));
}

/// <summary>What work is counted by.</summary>
/// <param name="Each">The number, of a group that is one sequence.</param>
/// <param name="Cost">So many operations for each, as a call estimates them.</param>
internal sealed record WorkCount(Size Each, Func<long, Cost> Cost)
{
    /// <summary>Rows of a space.</summary>
    public static WorkCount Rows(RowSpace space) =>
        space == RowSpace.Tokens ? new(space.Rows, operations => new(PerRow: operations)) :
        space == RowSpace.Memory ? new(space.Rows, operations => new(PerMemoryRow: operations)) :
        space == RowSpace.Sequences ? new(1, _ => default) :
        throw new InvalidOperationException("No number of rows is known for the space of an operation's work.");

    /// <summary>Rows after a convolution.</summary>
    /// <param name="space">The rows.</param>
    /// <param name="perToken">Such rows for each token of the layers.</param>
    public static WorkCount Convolved(RowSpace space, long perToken) => new(space.Rows, operations => new(PerRow: operations * perToken));

    /// <summary>Pairs of a token and one of the memory.</summary>
    public static WorkCount MemoryPairs { get; } = new((Size)SizeName.Tokens * SizeName.MemoryTokens, operations => new(PerRowAndToken: operations));

    /// <summary>Pairs of a token and one of its sequence that it sees.</summary>
    /// <param name="band">Which ones it sees, the same in all layers.</param>
    public static WorkCount Pairs(Band band) => band.IsAll
        ? new((Size)SizeName.Tokens * SizeName.Tokens, operations => new(PerRowAndToken: operations))
        : new(
            new PairsSize(SizeName.Tokens, band.Back, band.Forward),
            operations => band.Window is { } window ? new(PerRowAndSeen: operations, Window: window) : new(PerRowAndToken: operations / 2));
}
