using System.Diagnostics;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Timing;

/// <summary>
/// Times contestants alternately: each round runs every contestant for a few milliseconds, in rotating order, so that a disturbance of the
/// machine affects all alike. Ratios are computed within a round.
/// </summary>
internal sealed class Alternation(Pace pace)
{
    /// <summary>After this many calls (twice 30), the JIT makes a method's final code in the background, once nothing new was compiled for 100 ms.</summary>
    private const int WarmUpCalls = 70;

    private const int WarmUpParts = 3;

    /// <summary>A longer call runs its loops often enough for the JIT with fewer calls.</summary>
    private static readonly TimeSpan LongestPart = TimeSpan.FromMilliseconds(700);

    /// <summary>
    /// With large models, an alternation runs fewer rounds than requested to limit the time, but at least <see cref="FewestRounds"/>: long calls
    /// vary less than short ones.
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);

    private const int FewestRounds = 15;

    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(120);

    /// <returns>Microseconds per call of each contestant, by round.</returns>
    public IReadOnlyList<Series> Run(params IReadOnlyList<Contestant> contestants)
    {
        int[] calls = WarmUp(contestants);
        int rounds = Rounds(contestants, calls);
        double[][] times = [.. contestants.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < contestants.Count; turn++)
            {
                int index = (round + turn) % contestants.Count;
                times[index][round] = contestants[index].Time(calls[index]);
            }
        }

        return [.. times.Select(values => new Series(values))];
    }

    /// <returns>The number of rounds that fit into the time.</returns>
    private int Rounds(IReadOnlyList<Contestant> contestants, int[] calls)
    {
        // A turn begins with an untimed call.
        double round = contestants.Select((contestant, index) => contestant.Time(1) * (calls[index] + 1)).Sum();
        double most = Longest.TotalMicroseconds / round;
        return (int)Math.Min(pace.Rounds, Math.Max(FewestRounds, most));
    }

    /// <returns>The number of calls in each contestant's turn.</returns>
    private int[] WarmUp(IReadOnlyList<Contestant> contestants)
    {
        int[] calls = new int[contestants.Count];
        for (int part = 0; part < WarmUpParts; part++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                double fastest = double.MaxValue;
                int made = 0;
                TimeSpan elapsed = TimeSpan.Zero;
                for (long start = Stopwatch.GetTimestamp(); IsTooShort(made, elapsed); elapsed = Stopwatch.GetElapsedTime(start))
                {
                    fastest = Math.Min(fastest, contestants[i].Time(1));
                    made += 2;
                }

                calls[i] = (int)Math.Clamp(Math.Ceiling(pace.Turn.TotalMicroseconds / fastest), 1, 1_000_000);
            }

            Thread.Sleep(QuietTime);
        }

        foreach (Contestant contestant in contestants)
        {
            contestant.Start();
        }

        return calls;

        bool IsTooShort(int made, TimeSpan elapsed) =>
            elapsed < pace.WarmUp / WarmUpParts || (made < WarmUpCalls / WarmUpParts && elapsed < LongestPart);
    }
}
