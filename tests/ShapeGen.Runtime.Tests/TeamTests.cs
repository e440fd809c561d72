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

    /// <summary>A pool that is busy with something else costs time, not the result.</summary>
    [Fact]
    public void A_blocked_pool_is_not_waited_for()
    {
        ThreadPool.GetMaxThreads(out int mostBefore, out int completion);
        ThreadPool.GetMinThreads(out int leastBefore, out int leastCompletion);
        // Not disposed of: the pool may come to the last of those that wait for it when this test is over.
        ManualResetEventSlim release = new();
        ManualResetEventSlim probe = new();
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
        Execution.Run<SaidBody>(Recorder.Weights, arrays[0], arrays[1], arrays[2], CallShape.Of(batch: 1, tokens: 64, threads));

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

    /// <summary>
    /// Some threads run other code while they wait, as those of user interfaces handle messages: that code may call Forward too. What the
    /// outer call uses of this thread must not be used again.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_wait_may_run_another_call(int nestedThreads)
    {
        int nested = 0;
        int waits = 0;
        bool isHelping = false;
        OnThread(() =>
        {
            using ManualResetEventSlim waiting = new();
            Thread caller = Thread.CurrentThread;
            SynchronizationContext.SetSynchronizationContext(new PumpingContext(() =>
            {
                waits++;
                Check(nestedThreads);
                nested++;
                waiting.Set();
            }));
            Recorder.During = (phase, worker) =>
            {
                // The caller leaves a part to a helper, who is at it until the caller waits and runs the nested call.
                if (Volatile.Read(ref waits) > 0)
                {
                    return;
                }

                if (Thread.CurrentThread == caller)
                {
                    SpinUntil(() => Volatile.Read(ref isHelping));
                }
                else
                {
                    Volatile.Write(ref isHelping, true);
                    waiting.Wait(Long);
                }
            };
            Check(threads: 2);
            int first = nested;
            Check(threads: 2);
            Assert.True(first > 0, "No call ran within the first one.");
        });

        static void Check(int threads)
        {
            using ScratchRental scratch = Scratch.Rent(3 * Recorder.WorkerFloats);
            scratch.Floats.Clear();
            float[] output = new float[3 * 50 * Recorder.OutputWidth];
            Execution.Run<TwoPhases>(Recorder.Weights, Recorder.Rows(3 * 50), output, scratch.Floats, CallShape.Of(batch: 3, tokens: 50, threads));
            Recorder.Verify<TwoPhases>(output, $"{threads} threads");
        }
    }

    /// <summary>What is run while the caller waits may fail: helpers still write to the caller's memory then.</summary>
    [Fact]
    public void A_wait_that_throws_waits_for_the_helpers_all_the_same()
    {
        bool isHelping = false;
        int running = 0;
        OnThread(() =>
        {
            using ManualResetEventSlim thrown = new();
            Thread caller = Thread.CurrentThread;
            SynchronizationContext.SetSynchronizationContext(new PumpingContext(() =>
            {
                thrown.Set();
                throw new TimeZoneNotFoundException("first");
            }));
            SaidBody.Said = (in Part part) =>
            {
                Interlocked.Increment(ref running);
                if (Thread.CurrentThread == caller)
                {
                    SpinUntil(() => Volatile.Read(ref isHelping));
                }
                else
                {
                    Volatile.Write(ref isHelping, true);
                    thrown.Wait(Long);
                    Thread.Sleep(200);
                }

                Interlocked.Decrement(ref running);
            };
            Assert.Throws<TimeZoneNotFoundException>(() => Call(batch: 1, tokens: 64, threads: 2));
            Assert.Equal(0, Volatile.Read(ref running));
        });
    }

    /// <summary>An interruption that was meant for what a thread of the pool did before must not end the process, nor the work.</summary>
    [Fact]
    public void An_interrupted_helper_goes_on()
    {
        Exception? thrown = null;
        Thread? helper = null;
        OnThread(() =>
        {
            Team team = Team.OfThisThread;
            SetHelpers(team, 1);
            Thread caller = Thread.CurrentThread;
            Recorder.During = (phase, worker) =>
            {
                if (Thread.CurrentThread == caller && helper is null)
                {
                    helper = StartHelper(team, failure => thrown = failure);
                }

                if (Thread.CurrentThread == caller)
                {
                    // Longer than the helper waits awake: it falls asleep, and finds that it is interrupted.
                    Thread.Sleep(50);
                }
            };
            for (int call = 0; call < 3; call++)
            {
                Recorder.Check<TwoPhases>(batch: 3, tokens: 50, threads: 2);
            }
        });
        Assert.True(helper!.Join(Long), "The helper has not left.");
        Assert.Null(thrown);
    }

    /// <summary>Where the interruption hits a helper that tells of the last part: a caller that sleeps would not hear of it.</summary>
    [Fact]
    public void An_interrupted_helper_still_wakes_its_caller()
    {
        Exception? thrown = null;
        Thread? helper = null;
        OnThread(() =>
        {
            Team team = Team.OfThisThread;
            SetHelpers(team, 1);
            object gate = typeof(Team).GetField("_gate", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(team)!;
            Thread caller = Thread.CurrentThread;
            int entered = 0;
            SaidBody.Said = (in Part part) =>
            {
                if (Thread.CurrentThread == caller)
                {
                    helper = StartHelper(team, failure => thrown = failure);
                    SpinUntil(() => Volatile.Read(ref entered) > 0);
                    return;
                }

                // The caller falls asleep; then someone holds the gate for so long that the helper cannot just pass.
                Volatile.Write(ref entered, 1);
                SpinUntil(() => caller.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin));
                new Thread(() =>
                {
                    lock (gate)
                    {
                        Volatile.Write(ref entered, 2);
                        Thread.Sleep(200);
                    }
                }).Start();
                SpinUntil(() => Volatile.Read(ref entered) == 2);
            };
            Call(batch: 1, tokens: 64, threads: 2);
        });
        Assert.True(helper!.Join(Long), "The helper has not left.");
        Assert.Null(thrown);
    }

    /// <summary>Without sleeping, which runs messages, uses up an interruption, and looks as the caller does when it waits for the team.</summary>
    private static void SpinUntil(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition() && Stopwatch.GetElapsedTime(start) < Long;)
        {
            Thread.SpinWait(100);
        }
    }

    /// <summary>As if so many were on their way already, so that none is called from the pool.</summary>
    private static void SetHelpers(Team team, int count) =>
        typeof(Team).GetField("_helpers", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(team, count);

    /// <summary>A helper on a thread of its own that is interrupted before it begins.</summary>
    private static Thread StartHelper(Team team, Action<Exception?> ended)
    {
        Thread helper = new(() =>
        {
            Thread.CurrentThread.Interrupt();
            ended(Record.Exception(team.Execute));
        }) { IsBackground = true };
        helper.Start();
        return helper;
    }

    private static void Call(int batch, int tokens, int threads)
    {
        float[] input = new float[batch * tokens];
        float[] output = new float[batch * tokens];
        float[] scratch = new float[16];
        Execution.Run<SaidBody>(Recorder.Weights, input, output, scratch, CallShape.Of(batch, tokens, threads));
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

    /// <summary>Does something before each wait, unless it is doing it already.</summary>
    private sealed class PumpingContext : SynchronizationContext
    {
        private readonly Action _message;
        private bool _isPumping;

        public PumpingContext(Action message)
        {
            _message = message;
            SetWaitNotificationRequired();
        }

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            if (!_isPumping)
            {
                _isPumping = true;
                try
                {
                    _message();
                }
                finally
                {
                    _isPumping = false;
                }
            }

            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}
