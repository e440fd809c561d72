namespace ShapeGen.Runtime;

/// <summary>A buffer per thread for the number of tokens of each sequence, so that repeated calls with lengths allocate only once.</summary>
internal static class TokenLengths
{
    [ThreadStatic]
    private static int[]? t_lengths;

    /// <summary>A buffer of <paramref name="count"/> numbers, valid until this thread's next call.</summary>
    public static Span<int> Take(int count)
    {
        if (t_lengths is null || t_lengths.Length < count)
        {
            t_lengths = new int[Math.Max(16, count + (count / 2))];
        }

        return t_lengths.AsSpan(0, count);
    }
}
