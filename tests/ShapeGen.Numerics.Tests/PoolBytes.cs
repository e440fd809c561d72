namespace ShapeGen.Numerics.Tests;

/// <summary>
/// What the threads of the pool have allocated, without what the runtime's own threads do. A question is asked on each of them at the same
/// time, so the pool is held to so many threads.
/// </summary>
internal sealed class PoolBytes : IThreadPoolWorkItem
{
    private readonly int _threads = Environment.ProcessorCount;
    private long _bytes;

    // Both only grow: who waits for the answers of one question must not miss them because the next one is asked.
    private long _asked;
    private long _answers;

    /// <summary>Makes all threads that the pool may have: what starts one allocates.</summary>
    public PoolBytes()
    {
        ThreadPool.GetMaxThreads(out _, out int completion);
        Assert.True(ThreadPool.SetMinThreads(_threads, 1) && ThreadPool.SetMaxThreads(_threads, completion));
        Count();
    }

    /// <summary>Bytes since they began. Helpers leave first, and come anew afterwards.</summary>
    public long Count()
    {
        _bytes = 0;
        long all = _asked += _threads;
        for (int thread = 0; thread < _threads; thread++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        WaitForAnswers(all);
        return Volatile.Read(ref _bytes);
    }

    public void Execute()
    {
        long all = _asked;
        Interlocked.Add(ref _bytes, GC.GetAllocatedBytesForCurrentThread());
        Interlocked.Increment(ref _answers);
        WaitForAnswers(all);
    }

    /// <summary>No thread answers twice, as it waits here for the others. Without an object to wait on, which might allocate.</summary>
    private void WaitForAnswers(long all)
    {
        while (Volatile.Read(ref _answers) < all)
        {
            Thread.Yield();
        }
    }
}
