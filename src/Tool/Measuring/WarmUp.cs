using System.Diagnostics;
using System.Runtime;

namespace ShapeGen.Tool.Measuring;

/// <summary>Calls until tiered compilation is done: the JIT recompiles methods that are called often, using their profile.</summary>
internal static class WarmUp
{
    /// <summary>The time without compilation after which the JIT counts as done: it waits 100 ms after the last new method.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);

    /// <summary>The longest warm-up, in multiples of the time that is then measured: who asks for a short measurement does not wait long for the JIT.</summary>
    private const int LimitFactor = 4;

    private static readonly TimeSpan s_leastLimit = TimeSpan.FromSeconds(1);

    /// <summary>More calls than the JIT needs to recompile a method.</summary>
    private const int MinCalls = 60;

    /// <param name="call">The call.</param>
    /// <param name="time">How long calls are measured afterwards.</param>
    /// <param name="cancellation">When to stop.</param>
    /// <returns>The number of calls, and whether the JIT finished.</returns>
    public static (int Calls, bool IsSettled) Run(Action call, TimeSpan time, CancellationToken cancellation)
    {
        TimeSpan limit = LimitFactor * time > s_leastLimit ? LimitFactor * time : s_leastLimit;
        int calls = 0;
        long begin = Stopwatch.GetTimestamp(), changed = begin;
        long compiled = JitInfo.GetCompiledMethodCount();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            call();
            calls++;
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
            {
                compiled = now;
                changed = Stopwatch.GetTimestamp();
            }

            bool isQuiet = Stopwatch.GetElapsedTime(changed) >= s_quiet;
            if (isQuiet && calls >= MinCalls)
            {
                return (calls, true);
            }

            // Sixty calls may take minutes. For long calls, the JIT recompiles loops while they run.
            if (Stopwatch.GetElapsedTime(begin) >= limit)
            {
                return (calls, isQuiet);
            }
        }
    }
}
