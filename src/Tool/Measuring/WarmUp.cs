using System.Diagnostics;
using System.Runtime;

namespace ShapeGen.Tool.Measuring;

/// <summary>Calls until the JIT has nothing left to do: methods are compiled again, with what they did so far, once they were called often.</summary>
internal static class WarmUp
{
    /// <summary>So long nothing was compiled: tiers wait 100 ms for the last new method.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(8);

    /// <summary>Calls after which a method is compiled again.</summary>
    private const int LeastCalls = 60;

    /// <returns>How many calls it took, and whether the JIT became quiet.</returns>
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
            if (isQuiet && calls >= LeastCalls)
            {
                return (calls, true);
            }

            // A call may be so long that sixty of them take minutes; its loops are compiled again while they run.
            if (Stopwatch.GetElapsedTime(begin) >= s_most)
            {
                return (calls, isQuiet);
            }
        }
    }
}
