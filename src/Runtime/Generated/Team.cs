using System.Runtime.ExceptionServices;

namespace ShapeGen.Runtime;

/// <summary>
/// Helper threads for one calling thread; they come from the .NET thread pool and return to it when the call ends. Each step of a job has one part for each
/// thread, and every free thread claims the next part. A helper that starts late, or never, only costs time: the caller then does its part. Helpers wait
/// between the steps of a call. A team belongs to one calling thread and is created once, so a call allocates nothing; only a nested call on the same thread
/// creates another team.
/// </summary>
internal sealed class Team : IThreadPoolWorkItem
{
    /// <summary>Spins before a thread sleeps: tens of microseconds, longer than the usual difference between the parts of a step.</summary>
    private const int WaitingTurns = 60;

    // The ticket is [step number in the team's life | parts of the step | claimed parts] in one value, so that a claim can succeed only
    // for the intended step.
    private const int CountBits = 16;
    private const long CountMask = (1L << CountBits) - 1;

    /// <summary>This thread's team, while no call uses it.</summary>
    [ThreadStatic]
    private static Team? t_team;

    /// <summary>Guards all fields below except claims, and wakes sleeping threads.</summary>
    private readonly object _gate = new();
    private Job _job;
    private long _ticket;
    private int _done;

    /// <summary>Helpers that are queued or running.</summary>
    private int _helpers;
    private bool _isOpen;

    public static Team OfThisThread => t_team ??= new Team();

    /// <summary>Runs a job with up to <paramref name="threads"/> threads, including this one.</summary>
    public void Run(in Job job, int threads)
    {
        // On threads that handle messages while they wait, waiting can run other code, which may be another call.
        t_team = null;
        try
        {
            RunJob(job, threads);
        }
        finally
        {
            t_team = this;
        }
    }

    /// <summary>A helper's work, on a thread of the pool.</summary>
    public void Execute()
    {
        bool isAtWork = true;
        bool isOwed = false;
        while (isAtWork)
        {
            try
            {
                if (isOwed)
                {
                    WakeAll();
                    isOwed = false;
                }

                ClaimParts();
                isAtWork = WaitForStep();
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt was meant for earlier work on this pool thread. The thread that waits for the last part may not have been woken.
                isOwed = true;
            }
        }
    }

    private void RunJob(in Job job, int threads)
    {
        _job = job;
        int missing;
        lock (_gate)
        {
            _isOpen = true;
            missing = threads - 1 - _helpers;
            _helpers += Math.Max(0, missing);
            Publish(threads);
        }

        // Helpers use memory that is unpinned when this method returns, so interrupts and exceptions are held back until all helpers
        // are done.
        bool isPublished = true;
        bool isInterrupted = false;
        ExceptionDispatchInfo? failure = null;
        while (true)
        {
            try
            {
                RunSteps(threads, ref missing, ref isPublished);
                break;
            }
            catch (ThreadInterruptedException)
            {
                isInterrupted = true;
            }
            catch (Exception other)
            {
                failure ??= ExceptionDispatchInfo.Capture(other);
            }
        }

        if (isInterrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        failure?.Throw();
    }

    /// <summary>Queues helpers and runs all steps; after an exception, continues where it stopped.</summary>
    private void RunSteps(int threads, ref int missing, ref bool isPublished)
    {
        for (; missing > 0; missing--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        while (true)
        {
            if (!isPublished)
            {
                lock (_gate)
                {
                    Publish(threads);
                    isPublished = true;
                }
            }

            ClaimParts();
            WaitForParts(threads);
            if (!_job.MoveNext())
            {
                break;
            }

            isPublished = false;
        }

        lock (_gate)
        {
            _isOpen = false;
            Monitor.PulseAll(_gate);
        }
    }

    private void Publish(int parts)
    {
        _done = 0;
        long number = (_ticket >> (2 * CountBits)) + 1;
        Volatile.Write(ref _ticket, (((number << CountBits) | (long)parts) << CountBits));
        Monitor.PulseAll(_gate);
    }

    private void ClaimParts()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int part = (int)(ticket & CountMask);
            int parts = (int)((ticket >> CountBits) & CountMask);
            if (part == parts)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) == ticket)
            {
                // The step cannot end before this part is done, so the job does not change.
                try
                {
                    _job.RunPart(part, parts);
                }
                finally
                {
                    // Also after a failure, so that no thread waits forever.
                    if (Interlocked.Increment(ref _done) == parts)
                    {
                        WakeAll();
                    }
                }
            }
        }
    }

    private void WakeAll()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void WaitForParts(int parts)
    {
        SpinWait wait = default;
        for (int turn = 0; turn < WaitingTurns; turn++)
        {
            if (Volatile.Read(ref _done) == parts)
            {
                return;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
        {
            while (Volatile.Read(ref _done) != parts)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Waits until there are parts to claim. Returns false when the call has ended; this helper is then no longer counted.</summary>
    private bool WaitForStep()
    {
        SpinWait wait = default;
        for (int turn = 0; turn < WaitingTurns && Volatile.Read(ref _isOpen); turn++)
        {
            if (HasParts())
            {
                return true;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
        {
            while (_isOpen)
            {
                if (HasParts())
                {
                    return true;
                }

                Monitor.Wait(_gate);
            }

            _helpers--;
            return false;
        }

        bool HasParts()
        {
            long ticket = Volatile.Read(ref _ticket);
            return (ticket & CountMask) != ((ticket >> CountBits) & CountMask);
        }
    }
}
