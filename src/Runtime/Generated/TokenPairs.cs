using System.ComponentModel;

namespace ShapeGen.Runtime;

/// <summary>Pairs of a query and a key that it sees: what an attention's products are counted by. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TokenPairs
{
    /// <summary>The pairs of one sequence, each token being a query.</summary>
    /// <param name="tokens">Tokens of the sequence, at least 1.</param>
    /// <param name="back">Tokens before itself that a query sees at most.</param>
    /// <param name="forward">Tokens behind itself that a query sees at most.</param>
    /// <returns>The pairs.</returns>
    public static long Seen(long tokens, int back, int forward) => checked(tokens + OnOneSide(tokens, back) + OnOneSide(tokens, forward));

    /// <summary>The first tokens see 0, 1, 2… on their side, and all from there on <paramref name="reach"/>.</summary>
    private static long OnOneSide(long tokens, int reach)
    {
        long growing = Math.Min(tokens - 1, reach);
        return checked((growing * (growing + 1) / 2) + ((tokens - 1 - growing) * reach));
    }
}
