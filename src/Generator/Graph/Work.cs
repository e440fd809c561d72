using ShapeGen.Generator.Emission;

namespace ShapeGen.Generator.Graph;

/// <summary>Matrix products of an operation: its multiplications and additions, two for each multiply-add, and nothing else.</summary>
/// <param name="Part">The part of the model that they are in.</param>
/// <param name="Operations">How many, for each of <paramref name="Each"/>.</param>
/// <param name="Each">What they are counted by.</param>
internal sealed record Work(string Part, long Operations, WorkCount Each)
{
    /// <summary>Those of one sequence.</summary>
    /// <exception cref="OverflowException">They are too many to be counted.</exception>
    public long Of(CallSize size) => checked(Operations * Each.Of(size));
}

/// <summary>What matrix products are counted by: a number that is known when a call runs.</summary>
internal sealed class WorkCount
{
    /// <summary>Rows of memory, as generated code has them.</summary>
    public const string MemoryTokens = "memoryTokens";

    private readonly Func<CallSize, long> _of;
    private readonly Func<string, string> _written;

    private WorkCount(Func<CallSize, long> of, Func<string, string> written)
    {
        _of = of;
        _written = written;
    }

    /// <summary>Rows of a space.</summary>
    public static WorkCount Rows(RowSpace space) =>
        space == RowSpace.Tokens ? new(size => size.Tokens, tokens => tokens) :
        space == RowSpace.Memory ? new(size => size.OtherRows, _ => MemoryTokens) :
        space == RowSpace.Sequences ? new(_ => 1, _ => "") :
        throw new InvalidOperationException("No number of rows is known for the space of a matrix product.");

    /// <summary>Rows behind a convolution.</summary>
    /// <param name="number">Which convolution, from 1.</param>
    public static WorkCount Convolved(int number) => new(size => size.Convolved[number - 1], _ => ConvolvedRows(number));

    /// <summary>Pairs of a token and one of the memory.</summary>
    public static WorkCount MemoryPairs { get; } = new(size => checked(size.Tokens * size.OtherRows), tokens => $"{tokens} * {MemoryTokens}");

    /// <summary>Pairs of a token and one of its sequence that it sees.</summary>
    /// <param name="back">Tokens before it, or null for all.</param>
    /// <param name="forward">Tokens behind it, or null for all.</param>
    public static WorkCount Pairs(int? back, int? forward) => back is null && forward is null
        ? new(size => checked(size.Tokens * size.Tokens), tokens => $"{tokens} * {tokens}")
        : new(size => checked(size.Tokens + OnOneSide(size.Tokens, back) + OnOneSide(size.Tokens, forward)), tokens => $"global::ShapeGen.Runtime.TokenPairs.Seen({tokens}, back: {Reach(back)}, forward: {Reach(forward)})");

    /// <summary>The variable of generated code with the rows behind a convolution.</summary>
    public static string ConvolvedRows(int number) => $"convolved{Literals.Integer(number)}";

    /// <summary>The number for a sequence.</summary>
    public long Of(CallSize size) => _of(size);

    /// <summary>The number as C#, a product of factors without parentheses; empty where it is 1.</summary>
    /// <param name="tokens">The variable with the tokens in the layers.</param>
    public string Written(string tokens) => _written(tokens);

    private static string Reach(int? tokens) => tokens is { } count ? Literals.Integer(count) : "int.MaxValue";

    /// <summary>As the runtime's <c>TokenPairs</c>.</summary>
    private static long OnOneSide(long tokens, int? reach)
    {
        long most = reach ?? int.MaxValue, growing = Math.Min(tokens - 1, most);
        return checked((growing * (growing + 1) / 2) + ((tokens - 1 - growing) * most));
    }
}
