using System.Diagnostics;

namespace ShapeGen.Comparison.Timing;

/// <summary>A contestant of this process.</summary>
internal abstract class LocalContestant : Contestant
{
    private long _bytes;

    public override long? BytesPerCall => _bytes;

    public override void Start() => _bytes = 0;

    public override double Time(int calls)
    {
        Call();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
        {
            Call();
        }

        double microseconds = Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        _bytes = Math.Max(_bytes, (bytes + calls - 1) / calls);
        return microseconds;
    }

    protected abstract void Call();
}
