using System.Reflection;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Runtime;

namespace ShapeGen.Numerics.Tests;

/// <summary>Several threads share a call: the result is the same, bit for bit, and each stays in its own memory.</summary>
[Trait("Category", "Numeric")]
public sealed class ThreadTests
{
    /// <summary>Operations from which a second thread is woken.</summary>
    private const long Enough = 16_000_000;

    private const string Wide = "Encoder(512, 8, 2048)";
    private const string PostNorm = "Encoder(64, 8, 128, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu)";
    private const string GatedRotary = "Encoder(64, 4, 96, Layers = 2, Gated = true, Position = PositionEncoding.Rotary)";

    /// <summary>Heads of 31 features: they are written four at a time, so threads cannot share them.</summary>
    private const string OddHeads = "Encoder(62, 2, 130, Layers = 2)";
    private const string Causal = "Encoder(45, 3, 70, Layers = 2, Mask = AttentionMask.Causal)";

    /// <summary>
    /// The test host and the runner block threads of the pool, as many as it begins with, and it may make no other one for many seconds:
    /// calls would run without a helper, and these tests would show nothing.
    /// </summary>
    static ThreadTests()
    {
        ThreadPool.GetMinThreads(out int threads, out int completion);
        Assert.True(ThreadPool.SetMinThreads(threads + 16, completion));
    }

    public static IEnumerable<string> Declarations => [Wide, PostNorm, GatedRotary, OddHeads, Causal];

    public static TheoryData<int> Cases => new(Enumerable.Range(0, ShapeCase.All.Count));

    /// <summary>As a user calls it, large enough for a second thread, with parts that are not alike.</summary>
    [Theory]
    [InlineData(KnownModels.Tiny, 64, 64, 197, 1)]
    [InlineData(KnownModels.Tiny, 64, 64, 50, 5)]
    [InlineData(KnownModels.TinyFixed, 64, 64, 14, 19)]
    [InlineData(KnownModels.Odd, 62, 62, 197, 1)]
    [InlineData(KnownModels.MiniLm, 384, 384, 50, 3)]
    [InlineData(KnownModels.Attention, 96, 96, 197, 1)]
    [InlineData(KnownModels.FeedForward, 130, 130, 43, 3)]
    [InlineData(KnownModels.Linear, 300, 130, 81, 3)]
    public void Two_threads_give_the_same_bits(string attribute, int inputWidth, int outputWidth, int tokens, int batch)
    {
        Model model = Model.CreateRandom(attribute, 3);
        Assert.True(model.Operations(batch, tokens) >= Enough, $"{model.Operations(batch, tokens)} operations are too few for two threads.");
        float[] input = Input(batch * tokens * inputWidth, 5);
        float[] expected = new float[batch * tokens * outputWidth];
        model.Forward(input, expected, batch);
        Assert.Equal(1, model.Threads);

        Model both = model.WithThreads(2);
        Assert.Equal(2, both.Threads);
        Same(output => model.Forward(input, output, batch, threads: 2));
        Same(output => both.Forward(input, output, batch));
        Same(output => both.Forward(input, output, batch, threads: 1));
        Same(output => model.Forward(input, output, Scratch(2), batch, threads: 2));
        Same(output => both.Forward(input, output, Scratch(2), batch));
        Same(output => both.Forward(input, output, Scratch(1), batch, threads: 1));

        // More than there are processors: as many as there are.
        Same(output => model.Forward(input, output, batch, threads: 1000));
        if (inputWidth == outputWidth)
        {
            Same(output =>
            {
                input.CopyTo(output, 0);
                both.Forward(output, output, batch);
            });
            Same(output =>
            {
                input.CopyTo(output, 0);
                both.Forward(output, output, Scratch(2), batch);
            });
        }

        void Same(Action<float[]> call)
        {
            float[] output = new float[expected.Length];
            call(output);
            Assert.Equal(expected, output);
        }

        float[] Scratch(int threads)
        {
            float[] scratch = new float[model.ScratchLength(tokens, threads)];
            scratch.AsSpan().Fill(float.NaN);
            return scratch;
        }
    }

    /// <summary>Small calls too, which the public face would not divide, in exactly the scratch that they ask for.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_number_of_threads_gives_the_same_bits(int index)
    {
        const int Margin = 32;
        ShapeCase shape = ShapeCase.All[index];
        Model model = Model.CreateRandom(shape.Attribute, seed: index);
        float[] input = Input(shape.Batch * shape.Tokens * shape.Module.InputWidth, index);
        float[] expected = new float[shape.Batch * shape.Tokens * shape.Module.OutputWidth];
        model.Forward(input, expected, shape.Batch);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            int length = (int)model.ScratchFloats(shape.Batch, shape.Tokens, threads);
            float[] scratch = Filled(length + (2 * Margin));
            float[] output = Filled(expected.Length + (2 * Margin));
            model.ForceThreads(input, output.AsSpan(Margin, expected.Length), scratch.AsSpan(Margin, length), shape.Batch, shape.Tokens, threads);
            Assert.Equal(expected, output.AsSpan(Margin, expected.Length));
            Assert.All((float[][])[scratch, output], memory => Assert.All(memory.Take(Margin).Concat(memory.TakeLast(Margin)), value => Assert.True(float.IsNaN(value))));
        }

        if (input.Length == expected.Length)
        {
            // In place.
            model.ForceThreads(input, input, new float[model.ScratchFloats(shape.Batch, shape.Tokens, 3)], shape.Batch, shape.Tokens, threads: 3);
            Assert.Equal(expected, input);
        }

        static float[] Filled(int length) => Enumerable.Repeat(float.NaN, length).ToArray();
    }

    /// <summary>Few rows, of which threads share columns and heads: forced, as a small call would not be worth it.</summary>
    [Theory]
    [InlineData(KnownModels.MiniLm, 384, new[] { 16 })]
    [InlineData(KnownModels.MiniLm, 384, new[] { 5, 1, 9 })]
    [InlineData(Wide, 512, new[] { 5 })]
    [InlineData(PostNorm, 64, new[] { 1, 17, 3 })]
    [InlineData(GatedRotary, 64, new[] { 7, 30 })]
    [InlineData(OddHeads, 62, new[] { 5, 20 })]
    [InlineData(Causal, 45, new[] { 31 })]
    public void Few_rows_give_the_same_bits_on_any_number_of_threads(string attribute, int width, int[] lengths)
    {
        Model model = Model.CreateRandom(attribute, 3);
        float[] input = Input(lengths.Sum() * width, 5);
        float[] expected = new float[input.Length];
        model.Forward(input, lengths, expected, threads: 1);
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        foreach (int threads in new[] { 2, 3, 5 })
        {
            // More rows than so many for each thread would be shared out as rows.
            Assert.True(lengths.Sum() < 32 * threads);
            float[] output = new float[input.Length];
            model.ForceThreads(input, output, lengths, byLengths: true, threads);
            Assert.Equal(expected, output);
        }

        float[] inPlace = [.. input];
        model.ForceThreads(inPlace, inPlace, lengths, byLengths: true, threads: 2);
        Assert.Equal(expected, inPlace);
    }

    /// <summary>As a user calls it: enough operations for a second thread, of few rows.</summary>
    [Theory]
    [InlineData(KnownModels.MiniLm, 16, 2)]
    [InlineData(Wide, 5, 2)]
    [InlineData(Wide, 1, 1)]
    [InlineData(KnownModels.Tiny, 14, 1)]
    public void Few_rows_have_a_second_thread_where_they_have_the_operations(string attribute, int tokens, int threads) =>
        Assert.Equal(Math.Min(threads, Environment.ProcessorCount), Execution.Threads(2, tokens, Model.CreateRandom(attribute, 1).Operations(1, tokens)));

    /// <summary>A user interface's thread handles messages while it waits for helpers, and a message may call the model too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_within_a_waiting_call_gives_the_same_bits(int nestedThreads)
    {
        const int Tokens = 197, Batch = 3, NestedTokens = 50;
        Model model = Model.CreateRandom(KnownModels.Tiny, 3);
        float[] input = Input(Batch * Tokens * 64, 5);
        float[] nestedInput = Input(Batch * NestedTokens * 64, 6);
        float[] expected = Run(input, threads: 1);
        float[] nestedExpected = Run(nestedInput, threads: 1);
        int nested = 0;
        bool isOver = false;
        object? gate = null;
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() =>
        {
            Volatile.Write(ref gate, GateOfThisThread());
            SynchronizationContext.SetSynchronizationContext(new PumpingContext(() =>
            {
                Assert.Equal(nestedExpected, Run(nestedInput, nestedThreads));
                nested++;
            }));
            while (nested < 5)
            {
                Assert.Equal(expected, Run(input, threads: 2));
            }
        })) { IsBackground = true };

        // Whether a call waits for a helper is left to chance, so someone else keeps the team's gate closed most of the time.
        Thread holder = new(() =>
        {
            for (; !Volatile.Read(ref isOver); Thread.Sleep(1))
            {
                if (Volatile.Read(ref gate) is { } known)
                {
                    lock (known)
                    {
                        Thread.Sleep(20);
                    }
                }
            }
        }) { IsBackground = true };
        thread.Start();
        holder.Start();
        bool hasEnded = thread.Join(TimeSpan.FromSeconds(60));
        Volatile.Write(ref isOver, true);
        Assert.True(hasEnded, $"{nested} calls have run within others in a minute.");
        Assert.Null(failure);

        float[] Run(float[] from, int threads)
        {
            float[] output = new float[from.Length];
            model.Forward(from, output, Batch, threads);
            return output;
        }
    }

    [Fact]
    public void Wrong_numbers_are_refused_and_nothing_is_written()
    {
        Model model = Model.CreateRandom(KnownModels.Tiny, 1);
        float[] input = Input(128, 1);
        float[] output = Enumerable.Repeat(3f, 128).ToArray();
        float[] scratch = Enumerable.Repeat(3f, model.ScratchLength(2, 2)).ToArray();
        foreach (int threads in new[] { -1, int.MinValue })
        {
            Refused("threads", () => model.Forward(input, output, threads: threads));
            Refused("threads", () => model.Forward(input, output, scratch, threads: threads));
            Refused("threads", () => model.WithThreads(threads));
            Refused("threads", () => model.ScratchLength(2, threads));
        }

        Refused("threads", () => model.WithThreads(0));
        Refused("threads", () => model.ScratchLength(2, 0));

        // What is enough for two threads is not for three, used or not.
        Refused("scratch", () => model.Forward(input, output, scratch, threads: 3));
        Refused("scratch", () => model.WithThreads(3).Forward(input, output, scratch));
        Refused("threads", () => model.WithThreads(int.MaxValue).Forward(input, output, scratch));
        Refused("threads", () => model.Forward(input, output, scratch, threads: int.MaxValue));
        Assert.All(output.Concat(scratch), value => Assert.Equal(3f, value));
        model.Forward(input, output, scratch, threads: 2);
        Assert.All(output, value => Assert.NotEqual(3f, value));
    }

    /// <summary>Products of tokens and threads that no int holds are refused, not wrapped around.</summary>
    [Theory]
    [InlineData(KnownModels.Tiny, 1, int.MaxValue, "threads")]
    [InlineData(KnownModels.Tiny, 1, 9_600_000, "threads")]
    [InlineData(KnownModels.Tiny, 1, 19_173_962, "threads")]
    [InlineData(KnownModels.Tiny, 1000, 9_586_981, "threads")]
    [InlineData(KnownModels.Tiny, int.MaxValue, 1, "tokens")]
    [InlineData(KnownModels.Tiny, int.MaxValue, int.MaxValue, "tokens")]
    [InlineData(KnownModels.Attention, int.MaxValue, int.MaxValue, "tokens")]
    [InlineData(KnownModels.Attention, 1_000_000, int.MaxValue, "threads")]
    [InlineData(KnownModels.FeedForward, int.MaxValue, int.MaxValue, "threads")]
    [InlineData(KnownModels.Linear, int.MaxValue, int.MaxValue, "threads")]
    public void Scratch_that_cannot_be_is_refused(string attribute, int tokens, int threads, string parameter) =>
        Refused(parameter, () => Model.CreateRandom(attribute, 1).ScratchLength(tokens, threads));

    /// <summary>Numbers of threads for which the sum is small again modulo 2⁶⁴: memory of that length would be written far behind its end.</summary>
    [Fact]
    public void Scratch_that_no_long_can_count_is_refused()
    {
        Model model = Model.CreateRandom(KnownModels.Tiny, 1);
        int found = 0;
        for (int tokens = int.MaxValue; tokens > int.MaxValue / 2; tokens -= 1_000_003)
        {
            // Sequences as long as these make a group of one for each thread.
            UInt128 onOneThread = (UInt128)model.ScratchFloats(int.MaxValue, tokens, threads: 1);
            for (UInt128 turns = UInt128.One << 64, sum = turns; sum / onOneThread < int.MaxValue; sum += turns)
            {
                UInt128 threads = ((sum - 1) / onOneThread) + 1;
                if (threads <= int.MaxValue && (threads * onOneThread) - sum < 1 << 30)
                {
                    found++;
                    Refused("tokens", () => model.ScratchLength(tokens, (int)threads));
                }
            }
        }

        Assert.True(found > 10, $"Only {found} such numbers.");
    }

    private static void Refused(string parameter, Action call)
    {
        Exception exception = Record.Exception(call)!;
        if (exception is System.Reflection.TargetInvocationException { InnerException: { } inner })
        {
            exception = inner;
        }

        Assert.Equal(parameter, Assert.IsAssignableFrom<ArgumentException>(exception).ParamName);
    }

    private static float[] Input(int length, int seed)
    {
        Random random = new(seed);
        return Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
    }

    /// <summary>What guards the helpers of this thread's calls.</summary>
    private static object GateOfThisThread()
    {
        Type team = typeof(Execution).Assembly.GetType("ShapeGen.Runtime.Team", throwOnError: true)!;
        return team.GetField("_gate", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(team.GetProperty("OfThisThread")!.GetValue(null))!;
    }

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
                _message();
                _isPumping = false;
            }

            return WaitHelper(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}
