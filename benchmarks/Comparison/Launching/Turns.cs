namespace ShapeGen.Comparison.Launching;

/// <summary>Measures several things alternately, process by process, in rotating order, so that a disturbance of the machine affects all alike.</summary>
internal static class Turns
{
    /// <returns>The measurements of each, by round.</returns>
    public static IReadOnlyList<IReadOnlyList<TResult>> Run<T, TResult>(IReadOnlyList<T> items, int rounds, Func<T, TResult> measure)
    {
        TResult[][] results = [.. items.Select(_ => new TResult[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < items.Count; turn++)
            {
                int index = (round + turn) % items.Count;
                results[index][round] = measure(items[index]);
            }
        }

        return results;
    }
}
