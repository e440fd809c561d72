namespace ShapeGen.Comparison.Plots;

/// <summary>A logarithmic axis: the positions of values and ticks.</summary>
internal sealed class LogAxis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _start;
    private readonly double _end;

    /// <param name="values">What must fit.</param>
    /// <param name="radix">Ticks are its powers.</param>
    /// <param name="start">Where the lowest tick is drawn.</param>
    /// <param name="end">Where the highest tick is drawn.</param>
    public LogAxis(IEnumerable<double> values, double radix, double start, double end)
    {
        double[] logarithms = [.. values.Select(value => Math.Log(value, radix))];
        double first = Math.Floor(logarithms.Min() + 1e-9), last = Math.Max(Math.Ceiling(logarithms.Max() - 1e-9), first + 1);
        _low = first * Math.Log(radix);
        _high = last * Math.Log(radix);
        _start = start;
        _end = end;
        Ticks = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(index => Math.Pow(radix, first + index))];
    }

    public IReadOnlyList<double> Ticks { get; }

    public double Place(double value) => _start + ((Math.Log(value) - _low) / (_high - _low) * (_end - _start));
}
