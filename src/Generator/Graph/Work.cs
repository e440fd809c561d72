using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Operations.Attention;

namespace ShapeGen.Generator.Graph;

/// <summary>Multiplications and additions of an operation, two for each multiply-add.</summary>
/// <param name="Part">The part of the model that a matrix product is in; empty for work on single elements, which figures leave out.</param>
/// <param name="Operations">How many, for each of <paramref name="Each"/>.</param>
/// <param name="Each">What they are counted by.</param>
internal sealed record Work(string Part, long Operations, WorkCount Each)
{
    /// <summary>Work on single elements, about so much.</summary>
    /// <param name="operations">Operations for each row.</param>
    /// <param name="space">The rows; a token's by default.</param>
    public static Work OnElements(long operations, RowSpace? space = null) => new("", operations, WorkCount.Rows(space ?? RowSpace.Tokens));

    /// <summary>Whether it is a matrix product.</summary>
    public bool IsProduct => Part.Length > 0;

    /// <summary>As a call estimates it.</summary>
    public Cost Cost => Each.CostOf(Operations);

    /// <summary>Those of one sequence.</summary>
    /// <exception cref="OverflowException">They are too many to be counted.</exception>
    public long Of(CallSize size) => checked(Operations * Each.Of(size));
}

/// <summary>What work is counted by: a number that is known when a call runs.</summary>
internal sealed class WorkCount
{
    /// <summary>Rows of memory, as generated code has them.</summary>
    public const string MemoryTokens = "memoryTokens";

    private readonly Func<CallSize, long> _of;
    private readonly Func<string, string> _written;
    private readonly Func<long, Cost> _cost;

    private WorkCount(Func<CallSize, long> of, Func<string, string> written, Func<long, Cost> cost)
    {
        _of = of;
        _written = written;
        _cost = cost;
    }

    /// <summary>Rows of a space.</summary>
    public static WorkCount Rows(RowSpace space) =>
        space == RowSpace.Tokens ? new(size => size.Tokens, tokens => tokens, operations => new(PerRow: operations)) :
        space == RowSpace.Memory ? new(size => size.OtherRows, _ => MemoryTokens, operations => new(PerMemoryRow: operations)) :
        space == RowSpace.Sequences ? new(_ => 1, _ => "", _ => default) :
        throw new InvalidOperationException("No number of rows is known for the space of an operation's work.");

    /// <summary>Rows behind a convolution.</summary>
    /// <param name="number">Which convolution, from 1.</param>
    /// <param name="perToken">Such rows for each token of the layers.</param>
    public static WorkCount Convolved(int number, long perToken) =>
        new(size => size.Convolved[number - 1], _ => ConvolvedRows(number), operations => new(PerRow: operations * perToken));

    /// <summary>Pairs of a token and one of the memory.</summary>
    public static WorkCount MemoryPairs { get; } =
        new(size => checked(size.Tokens * size.OtherRows), tokens => $"{tokens} * {MemoryTokens}", operations => new(PerRowAndToken: operations));

    /// <summary>Pairs of a token and one of its sequence that it sees.</summary>
    /// <param name="band">Which ones it sees, the same in all layers.</param>
    public static WorkCount Pairs(Band band) => band.IsAll
        ? new(size => checked(size.Tokens * size.Tokens), tokens => $"{tokens} * {tokens}", operations => new(PerRowAndToken: operations))
        : new(
            size => TokenPairs.Seen(size.Tokens, band.Back ?? int.MaxValue, band.Forward ?? int.MaxValue),
            tokens => $"global::ShapeGen.Runtime.TokenPairs.Seen({tokens}, back: {Reach(band.Back)}, forward: {Reach(band.Forward)})",
            operations => band.Window is { } window ? new(PerRowAndSeen: operations, Window: window) : new(PerRowAndToken: operations / 2));

    /// <summary>The variable of generated code with the rows behind a convolution.</summary>
    public static string ConvolvedRows(int number) => $"convolved{Literals.Integer(number)}";

    /// <summary>The number for a sequence.</summary>
    public long Of(CallSize size) => _of(size);

    /// <summary>So many operations for each, as a call estimates them.</summary>
    public Cost CostOf(long operations) => _cost(operations);

    /// <summary>The number as C#, a product of factors without parentheses; empty where it is 1.</summary>
    /// <param name="tokens">The variable with the tokens in the layers.</param>
    public string Written(string tokens) => _written(tokens);

    private static string Reach(int? tokens) => tokens is { } count ? Literals.Integer(count) : "int.MaxValue";
}
