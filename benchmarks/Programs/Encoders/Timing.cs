using System.Diagnostics;
using System.Globalization;

namespace ShapeGen.Measured;

/// <summary>Times the calls of a warm model.</summary>
internal static class Timing
{
    private const int Rounds = 9;

    /// <summary>Long enough for the JIT's second, optimised compilation in the background.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(15);

    /// <summary>Prints the microseconds of a call in each round; on a second line, the bytes that all rounds allocated.</summary>
    public static int Run(float[] input, Action<float[], float[]> compute)
    {
        float[] output = new float[input.Length];
        int calls = 0;
        long start = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(start) < WarmUpTime; calls++)
        {
            compute(input, output);
        }

        int callsPerRound = Math.Max(1, (int)(calls * (RoundTime / WarmUpTime)));
        double[] microseconds = new double[Rounds];
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds; round++)
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < callsPerRound; i++)
            {
                compute(input, output);
            }

            microseconds[round] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / callsPerRound;
        }

        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Console.WriteLine(string.Join(' ', microseconds.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        Console.WriteLine(bytes.ToString(CultureInfo.InvariantCulture));
        return 0;
    }
}
