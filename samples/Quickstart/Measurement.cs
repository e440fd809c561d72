using System.Diagnostics;

namespace Quickstart;

/// <summary>The time and the allocation of one call.</summary>
/// <param name="call">What is measured.</param>
internal sealed class Measurement(Action call)
{
    private const int Rounds = 15;
    private const int CallsPerRound = 1000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);

    private readonly Action _call = call;
    private readonly double[] _microseconds = new double[Rounds];

    /// <summary>Microseconds of the middle round.</summary>
    public double Median => _microseconds[Rounds / 2];

    /// <summary>Microseconds of the fastest round.</summary>
    public double Minimum => _microseconds[0];

    /// <summary>Bytes of the managed heap that a call takes.</summary>
    public long BytesPerCall { get; private set; }

    /// <summary>Measures in turns, so that what disturbs the machine disturbs all alike.</summary>
    public static void Run(params ReadOnlySpan<Measurement> measurements)
    {
        foreach (Measurement measurement in measurements)
        {
            // The JIT compiles hot methods again, optimised, in the background.
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
            {
                measurement._call();
            }
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

    private void RunRound(int round)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsPerRound; i++)
        {
            _call();
        }

        _microseconds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / CallsPerRound;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

        // Rounded up: a single byte in a thousand calls would show.
        BytesPerCall = Math.Max(BytesPerCall, (bytes + CallsPerRound - 1) / CallsPerRound);
    }
}
