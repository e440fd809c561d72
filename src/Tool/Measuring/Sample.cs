using System.Diagnostics;

namespace ShapeGen.Tool.Measuring;

/// <summary>Times of something that was done many times, in microseconds.</summary>
internal sealed class Sample
{
    private readonly double[] _sorted;

    public Sample(IEnumerable<double> microseconds) => _sorted = [.. microseconds.Order()];

    public int Count => _sorted.Length;

    public double Minimum => _sorted[0];

    public double Median => Quantile(0.5);

    /// <summary>What so much of the times is below.</summary>
    public double Quantile(double share)
    {
        double place = share * (_sorted.Length - 1);
        int below = (int)place;
        return below + 1 < _sorted.Length ? _sorted[below] + ((place - below) * (_sorted[below + 1] - _sorted[below])) : _sorted[below];
    }

    /// <summary>Times a call in turns with another one, so that both meet the same clock rate and the same neighbours.</summary>
    /// <param name="call">What is measured.</param>
    /// <param name="other">What is measured beside it.</param>
    /// <param name="time">How long, in all.</param>
    /// <param name="cancellation">When to stop.</param>
    /// <returns>The times of one call of each.</returns>
    public static (Sample Call, Sample Other) InTurns(Action call, Action other, TimeSpan time, CancellationToken cancellation)
    {
        // A turn is as many calls as take long beside reading the clock.
        int calls = PerTurn(call), others = PerTurn(other);
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

    private static int PerTurn(Action call) => (int)Math.Clamp(100 / Math.Max(Turn(call, 3), 0.01), 1, 10_000);

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
