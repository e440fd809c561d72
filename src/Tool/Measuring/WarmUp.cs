using System.Diagnostics;
using System.Runtime;

namespace ShapeGen.Tool.Measuring;

/// <summary>Calls until tiered compilation is done: the JIT recompiles methods that are called often, using their profile.</summary>
internal static class WarmUp
{
    /// <summary>The time without compilation after which the JIT counts as done: it waits 100 ms after the last new method.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(8);

    /// <summary>More calls than the JIT needs to recompile a method.</summary>
    private const int MinCalls = 60;

    /// <returns>The number of calls, and whether the JIT finished.</returns>
    public static (int Calls, bool IsSettled) Run(Action call, CancellationToken cancellation)
    {
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
            if (Stopwatch.GetElapsedTime(begin) >= s_limit)
            {
                return (calls, isQuiet);
            }
        }
    }
}
