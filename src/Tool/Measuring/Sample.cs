using System.Diagnostics;

namespace ShapeGen.Tool.Measuring;

/// <summary>Times of a repeated action, in microseconds.</summary>
internal sealed class Sample
{
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> microseconds) => _sorted = [.. microseconds.Order()];

    public int Count => _sorted.Length;

    public double Minimum => _sorted[0];

    public double Median => Quantile(0.5);

    /// <summary>The time below which the given share of the samples lies.</summary>
    public double Quantile(double share)
    {
        double place = share * (_sorted.Length - 1);
        int below = (int)place;
        return below + 1 < _sorted.Length ? _sorted[below] + ((place - below) * (_sorted[below + 1] - _sorted[below])) : _sorted[below];
    }

    /// <summary>Times two calls alternately, so that both see the same clock speed and the same load from other processes.</summary>
    /// <param name="call">The call to time.</param>
    /// <param name="other">The call that alternates with it.</param>
    /// <param name="time">The total time.</param>
    /// <param name="cancellation">When to stop.</param>
    /// <returns>The times per call of each.</returns>
    public static (Sample Call, Sample Other) Interleaved(Action call, Action other, TimeSpan time, CancellationToken cancellation)
    {
        // A turn has enough calls to make the cost of reading the clock negligible.
        int calls = CallsPerTurn(call), others = CallsPerTurn(other);
        List<double> ofCall = [], ofOther = [];
        long begin = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            ofCall.Add(Turn(call, calls));
            ofOther.Add(Turn(other, others));
        }
        while (Stopwatch.GetElapsedTime(begin) < time || ofCall.Count < 5);
        return (new(ofCall), new(ofOther));
    }

    private static int CallsPerTurn(Action call) => (int)Math.Clamp(100 / Math.Max(Turn(call, 3), 0.01), 1, 10_000);

    private static double Turn(Action call, int calls)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            call();
        }

        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds / calls;
    }
}
