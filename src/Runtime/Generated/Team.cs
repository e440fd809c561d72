using System.Runtime.ExceptionServices;

namespace ShapeGen.Runtime;

/// <summary>
/// The threads of the pool that help one calling thread. Each step of a job has as many parts as threads; whoever is there claims the
/// next, so a helper that comes late, or never, costs time and nothing else: the caller then does its part. Helpers wait between the steps
/// of a call and leave when it ends. A team belongs to one calling thread and is made once, so a call allocates nothing; only a call within
/// another one of its thread makes a team of its own.
/// </summary>
internal sealed class Team : IThreadPoolWorkItem
{
    /// <summary>Turns of waiting before a thread sleeps: some tens of microseconds, longer than the parts of a step usually differ.</summary>
    private const int WaitingTurns = 60;

    // The ticket is [number of the step in the team's life | parts of the step | parts claimed]: one value, so that a claim can only succeed
    // on the step that it was meant for.
    private const int CountBits = 16;
    private const long CountMask = (1L << CountBits) - 1;

    /// <summary>This thread's team, while no call uses it.</summary>
    [ThreadStatic]
    private static Team? t_team;

    /// <summary>Guards all that follows but claims, and wakes whoever sleeps.</summary>
    private readonly object _gate = new();
    private Job _job;
    private long _ticket;
    private int _done;

    /// <summary>Helpers that are queued or at work.</summary>
    private int _helpers;
    private bool _isOpen;

    public static Team OfThisThread => t_team ??= new Team();

    /// <summary>Runs a job with up to so many threads, this one included.</summary>
    public void Run(in Job job, int threads)
    {
        // To wait is to run other code, on threads that handle messages meanwhile, and that may be a call too.
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
                // Meant for what this thread of the pool did before. Whoever waits for the last part may not have been woken.
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

        // Helpers may be at work in memory that is unpinned when this returns: who interrupts this thread, and what fails while it waits, has
        // to wait until they are done.
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

    /// <summary>Calls helpers and takes all steps to their end; after an exception, from where it stopped.</summary>
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
                // The step cannot end before this part is done, so what describes it stands still.
                try
                {
                    _job.RunPart(part, parts);
                }
                finally
                {
                    // Failed or not: who waits for it must not wait for ever.
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

    /// <summary>Waits until there are parts to claim; false once the call has ended, and then this helper has left.</summary>
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
