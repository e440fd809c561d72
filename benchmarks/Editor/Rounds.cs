namespace ShapeGen.Comparison.Editor;

/// <summary>Contestants that take turns, in an order that rotates: what slows the machine for a while slows all.</summary>
internal static class Rounds
{
    /// <param name="count">Rounds that count; those of warming up come before, and have numbers below 0.</param>
    /// <param name="warmUp">How many of those.</param>
    /// <param name="contestants">What each does in a round.</param>
    public static void Run(int count, int warmUp, IReadOnlyList<Action<int>> contestants)
    {
        for (int round = -warmUp; round < count; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                contestants[(Math.Abs(round) + turn) % contestants.Count](round);
            }
        }
    }
}
