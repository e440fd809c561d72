namespace ShapeGen.Runtime;

/// <summary>Room for the tokens of each sequence of a call, one for each thread: what a call with lengths takes twice is allocated once.</summary>
internal static class TokenLengths
{
    [ThreadStatic]
    private static int[]? t_lengths;

    /// <summary>So many numbers, until the thread's next call.</summary>
    public static Span<int> Take(int count)
    {
        if (t_lengths is null || t_lengths.Length < count)
        {
            t_lengths = new int[Math.Max(16, count + (count / 2))];
        }

        return t_lengths.AsSpan(0, count);
    }
}
