namespace ShapeGen.Generator.Common;

/// <summary>Sums and maxima of numbers that objects have. For numbers, LINQ's own would be compiled by the JIT for the first model of a process.</summary>
internal static class Totals
{
    /// <exception cref="OverflowException">The sum is no number of 64 bits.</exception>
    public static long Total<T>(this IEnumerable<T> items, Func<T, long> number)
    {
        long sum = 0;
        foreach (T item in items)
        {
            sum = checked(sum + number(item));
        }

        return sum;
    }

    /// <summary>The largest number; 0 where there is none.</summary>
    public static int Most<T>(this IEnumerable<T> items, Func<T, int> number)
    {
        int most = 0;
        foreach (T item in items)
        {
            most = Math.Max(most, number(item));
        }

        return most;
    }
}
