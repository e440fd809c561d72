using System.Diagnostics;

namespace ShapeGen.Comparison.Formulas;

/// <summary>Something whose calls are timed, in this process.</summary>
public abstract class Contestant
{
    /// <summary>The name in the report.</summary>
    public abstract string Name { get; }

    /// <summary>The most bytes that a call allocated on the managed heap, rounded up.</summary>
    public long BytesPerCall { get; private set; }

    /// <summary>Forgets the bytes of the warm-up.</summary>
    public void Start() => BytesPerCall = 0;

    /// <summary>Makes an untimed call, which brings the memory back into the caches, and then <paramref name="calls"/> timed calls.</summary>
    /// <returns>Microseconds per call.</returns>
    public double Time(int calls)
    {
        Compute();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            Compute();
        }

        double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        BytesPerCall = Math.Max(BytesPerCall, (bytes + calls - 1) / calls);
        return microseconds;
    }

    /// <summary>Computes once.</summary>
    protected abstract void Compute();
}
