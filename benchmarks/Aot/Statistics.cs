namespace ShapeGen.AotMeasurement;

/// <summary>What is said of many samples.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median over rounds of one build's time divided by the other's in the same round: what slows a whole round cancels out.</summary>
    public static double Ratio(IReadOnlyList<TimeSample> times, IReadOnlyList<TimeSample> reference) =>
        Median(times.Zip(reference, (left, right) => Median(left.Microseconds) / Median(right.Microseconds)));
}
