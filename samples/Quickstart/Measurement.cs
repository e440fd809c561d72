using System.Diagnostics;

namespace Quickstart;

/// <summary>Measures the time and the allocated bytes of one call.</summary>
/// <param name="call">The call.</param>
internal sealed class Measurement(Action call)
{
    private const int Rounds = 15;
    private const int RoundsPerWarmUp = 20;

    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(400);

    private readonly Action _call = call;
    private readonly double[] _microseconds = new double[Rounds];
    private int _callsPerRound;

    /// <summary>Microseconds of a call in the median round.</summary>
    public double Median => _microseconds[Rounds / 2];

    /// <summary>Microseconds of a call in the fastest round.</summary>
    public double Minimum => _microseconds[0];

    /// <summary>Bytes that a call allocates on the managed heap.</summary>
    public long BytesPerCall { get; private set; }

    /// <summary>Measures in turns, so that disturbances of the machine affect all measurements equally.</summary>
    public static void Run(params ReadOnlySpan<Measurement> measurements)
    {
        foreach (Measurement measurement in measurements)
        {
            measurement.WarmUp();
        }

        for (int round = 0; round < Rounds; round++)
        {
            foreach (Measurement measurement in measurements)
            {
                measurement.RunRound(round);
            }
        }

        foreach (Measurement measurement in measurements)
        {
            Array.Sort(measurement._microseconds);
        }
    }

    /// <summary>Runs while the JIT recompiles hot methods with optimisation in the background. The calls also show how long a round must be.</summary>
    private void WarmUp()
    {
        int calls = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUpTime; calls++)
        {
            _call();
        }

        _callsPerRound = Math.Max(1, calls / RoundsPerWarmUp);
    }

    private void RunRound(int round)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _callsPerRound; i++)
        {
            _call();
        }

        _microseconds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / _callsPerRound;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

        // Rounded up, so that even one byte in all calls of a round shows.
        BytesPerCall = Math.Max(BytesPerCall, (bytes + _callsPerRound - 1) / _callsPerRound);
    }
}
