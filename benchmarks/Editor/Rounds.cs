namespace ShapeGen.Comparison.Editor;

/// <summary>Contestants that take turns in rotating order, so a slowdown of the machine affects all.</summary>
internal static class Rounds
{
    /// <param name="count">Counted rounds; warm-up rounds come before and have numbers below 0.</param>
    /// <param name="warmUp">The number of warm-up rounds.</param>
    /// <param name="contestants">The action of each in a round.</param>
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
