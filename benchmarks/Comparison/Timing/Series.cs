namespace ShapeGen.Comparison.Timing;

/// <summary>One number per round.</summary>
internal sealed class Series(IReadOnlyList<double> values)
{
    public IReadOnlyList<double> Values { get; } = values;

    public double Median { get; } = MedianOf(values);

    public double Minimum { get; } = values.Min();

    public double Maximum { get; } = values.Max();

    /// <summary>A series of the results of <paramref name="combine"/> for the two values of each round.</summary>
    public Series With(Series other, Func<double, double, double> combine) =>
        new([.. Values.Zip(other.Values, combine)]);

    private static double MedianOf(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
