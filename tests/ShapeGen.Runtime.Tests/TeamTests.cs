using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime.Tests;

/// <summary>Tests that ask about the whole process, or keep its threads busy: no other test may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

/// <summary>The threads that help: they come when there is work, wait for each other, and leave.</summary>
[Collection(Alone.Name)]
public sealed class TeamTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    public void Dispose()
    {
        Recorder.During = null;
        SaidBody.Said = null;
    }

    /// <summary>Longer than threads wait awake, so that they are asleep when it goes on.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void All_wait_for_a_late_part(int late)
    {
        Recorder.During = (phase, worker) =>
        {
            if (worker == late)
            {
                Thread.Sleep(phase == 0 ? 20 : 1);
            }
        };
        for (int call = 0; call < 10; call++)
        {
            Recorder.Check<TwoPhases>(batch: 8, tokens: 32, threads: 4);
        }
    }

    /// <summary>Parts are shared: what one thread does not take, another one does, at the same time.</summary>
    [Fact]
    public void Parts_run_side_by_side()
    {
        using Barrier meeting = new(2);
        bool met = true;
        SaidBody.Said = (in Part part) => met &= meeting.SignalAndWait(Long);
        Call(batch: 1, tokens: 64, threads: 2);
        Assert.True(met);
    }

    /// <summary>A pool that is busy with something else costs time, not the answer.</summary>
    [Fact]
    public void A_blocked_pool_is_not_waited_for()
    {
        ThreadPool.GetMaxThreads(out int mostBefore, out int completion);
        ThreadPool.GetMinThreads(out int leastBefore, out int leastCompletion);
        using ManualResetEventSlim release = new();
        using ManualResetEventSlim probe = new();
        int threads = Environment.ProcessorCount;
        try
        {
            ThreadPool.SetMinThreads(1, leastCompletion);
            Assert.True(ThreadPool.SetMaxThreads(threads, completion));
            for (int i = 0; i < 10 * threads; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => release.Wait(), null);
            }

            ThreadPool.UnsafeQueueUserWorkItem(_ => probe.Set(), null);
            Assert.False(probe.Wait(500), "The pool is not blocked, so the test shows nothing.");

            OnThread(() =>
            {
                for (int call = 0; call < 100; call++)
                {
                    Recorder.Check<TwoPhases>(batch: 3, tokens: 50, threads: 4);
                }
            });
            Assert.False(probe.IsSet, "The pool was not blocked all the time.");
        }
        finally
        {
            release.Set();
            ThreadPool.SetMaxThreads(mostBefore, completion);
            ThreadPool.SetMinThreads(leastBefore, leastCompletion);
        }

        Assert.True(probe.Wait(Long));
        Recorder.Check<TwoPhases>(batch: 3, tokens: 50, threads: 4);
    }

    /// <summary>Helpers that come after the call, or after the thread that made it, find nothing and leave.</summary>
    [Fact]
    public void Helpers_leave_when_the_call_has_ended()
    {
        Team? team = null;
        OnThread(() =>
        {
            team = Team.OfThisThread;
            for (int call = 0; call < 50; call++)
            {
                Recorder.Check<TwoPhases>(batch: 3, tokens: 50, threads: 6);
            }
        });
        FieldInfo helpers = typeof(Team).GetField("_helpers", BindingFlags.Instance | BindingFlags.NonPublic)!;
        Assert.True(SpinWait.SpinUntil(() => (int)helpers.GetValue(team)! == 0, Long), $"{helpers.GetValue(team)} helpers have not left.");
    }

    [Fact]
    public void No_processor_time_after_the_call()
    {
        for (int call = 0; call < 50; call++)
        {
            Recorder.Check<TwoPhases>(batch: 3, tokens: 50, threads: 4);
        }

        // The best of a few: the runner has work of its own.
        TimeSpan least = Enumerable.Range(0, 5).Min(_ =>
        {
            using Process process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            Thread.Sleep(200);
            process.Refresh();
            return process.TotalProcessorTime - before;
        });
        Assert.InRange(least.TotalMilliseconds, 0, 20);
    }

    [Fact]
    public void Nothing_is_allocated_by_any_thread_after_the_first_calls()
    {
        float[] input = new float[16 * 40];
        float[] output = new float[input.Length];
        float[] scratch = new float[16];
        Calls();

        // The best of a few: the runner has work of its own.
        long least = Enumerable.Range(0, 10).Min(_ => Calls());
        Assert.Equal(0, least);
        Assert.All(output, count => Assert.Equal(11 * 300 * 2, count));

        long Calls()
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int call = 0; call < 300; call++)
            {
                Execution.Run<CountingBody>(Recorder.Weights, input, output, scratch, batch: 16, tokens: 40, threads: 4);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    /// <summary>Bodies take addresses of all their memory, on all threads.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Memory_does_not_move_during_the_call(int threads)
    {
        // Behind garbage, so that a compacting collection has reason to move them, as it does the one that is not pinned.
        float[][] arrays = new float[4][];
        for (int i = 0; i < arrays.Length; i++)
        {
            Garbage();
            arrays[i] = new float[64];
        }

        nint notPinned = Address(arrays[3]);
        bool moved = false;
        SaidBody.Said = (in Part part) =>
        {
            // As numbers, which the GC does not correct.
            nint input = Address(ref part.Input);
            nint output = Address(ref part.Output);
            nint scratch = Address(ref part.Scratch);
            nint weights = Address(ref part.Weights);
            Garbage();
            using PackedWeights.Lease packed = Recorder.Weights.Acquire();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            moved |= input != Address(arrays[0]) || output != Address(arrays[1]) || scratch != Address(arrays[2]) || weights != Address(ref packed.Origin);
        };
        Execution.Run<SaidBody>(Recorder.Weights, arrays[0], arrays[1], arrays[2], batch: 1, tokens: 64, threads);

        Assert.False(moved);
        Assert.NotEqual(notPinned, Address(arrays[3]));

        static void Garbage()
        {
            for (int i = 0; i < 1000; i++)
            {
                _ = new byte[100];
            }
        }
    }

    /// <summary>Helpers still write to the caller's memory: an interrupted caller must not go on, and have it unpinned, before they are done.</summary>
    [Fact]
    public void An_interrupted_caller_waits_for_its_helpers()
    {
        using ManualResetEventSlim helping = new();
        Thread caller = null!;
        int running = 0;
        int unfinished = -1;
        SaidBody.Said = (in Part part) =>
        {
            Interlocked.Increment(ref running);
            if (Thread.CurrentThread == caller)
            {
                helping.Wait(Long);
            }
            else
            {
                helping.Set();
                Thread.Sleep(300);
            }

            Interlocked.Decrement(ref running);
        };
        Exception? thrown = null;
        bool interruptedLater = false;
        caller = new Thread(() =>
        {
            thrown = Record.Exception(() => Call(batch: 1, tokens: 64, threads: 2));
            unfinished = Volatile.Read(ref running);
            interruptedLater = Record.Exception(() => Thread.Sleep(1)) is ThreadInterruptedException;
        });
        caller.Start();
        Assert.True(helping.Wait(Long));
        Thread.Sleep(100);
        caller.Interrupt();
        Assert.True(caller.Join(Long));

        Assert.Equal(0, unfinished);
        Assert.True(thrown is ThreadInterruptedException || interruptedLater, "The interruption was lost.");
    }

    private static void Call(int batch, int tokens, int threads)
    {
        float[] input = new float[batch * tokens];
        float[] output = new float[batch * tokens];
        float[] scratch = new float[16];
        Execution.Run<SaidBody>(Recorder.Weights, input, output, scratch, batch, tokens, threads);
    }

    private static void OnThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action)) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Long), "A call has not come back.");
        Assert.Null(failure);
    }

    private static unsafe nint Address(ref float first) => (nint)Unsafe.AsPointer(ref first);

    private static nint Address(float[] array) => Address(ref array[0]);
}
