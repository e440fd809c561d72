using System.Diagnostics;

namespace ShapeGen.Comparison.Formulas;

/// <summary>Something whose calls are timed, in this process.</summary>
public abstract class Contestant
{
    /// <summary>As the report calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes of the managed heap that a call took at most, rounded up.</summary>
    public long BytesPerCall { get; private set; }

    /// <summary>Forgets the bytes of the warm-up.</summary>
    public void Start() => BytesPerCall = 0;

    /// <summary>Makes one call that is not timed, which brings its memory back into the caches, and then as many as asked.</summary>
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
