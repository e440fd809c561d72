using System.ComponentModel;

#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Sizes;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>Counts pairs of a query and a key that it attends to, for the operations of an attention. Used by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TokenPairs
{
    /// <summary>The pairs of one sequence whose tokens are all queries.</summary>
    /// <param name="tokens">Tokens of the sequence, at least 1.</param>
    /// <param name="back">Maximum tokens before itself that a query attends to.</param>
    /// <param name="forward">Maximum tokens after itself that a query attends to.</param>
    /// <returns>The pairs.</returns>
    public static long Seen(long tokens, int back, int forward) => checked(tokens + OnOneSide(tokens, back) + OnOneSide(tokens, forward));

    /// <summary>The first tokens have 0, 1, 2… tokens on this side, all later ones <paramref name="reach"/>.</summary>
    private static long OnOneSide(long tokens, int reach)
    {
        long growing = Math.Min(tokens - 1, reach);
        return checked((growing * (growing + 1) / 2) + ((tokens - 1 - growing) * reach));
    }
}
