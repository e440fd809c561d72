using System.Runtime.CompilerServices;

namespace ShapeGen.Runtime.Tests;

/// <summary>
/// A body that computes nothing and checks how it is called. All evidence is in the memory of the call, so any number of calls may run at
/// once: a row of output counts how often each phase has come to it, and a worker's scratch says whether someone works there.
/// </summary>
internal static class Recorder
{
    /// <summary>Floats of an input row: its number in the batch.</summary>
    public const int InputWidth = 1;

    /// <summary>Floats of an output row: one for each phase.</summary>
    public const int OutputWidth = 3;

    /// <summary>Floats of a worker's scratch: a cache line, so that they do not disturb each other.</summary>
    public const int WorkerFloats = 16;

    /// <summary>Stages of each phase.</summary>
    public const int Stages = 3;

    private static readonly Lock Gate = new();
    private static readonly List<string> ProblemList = [];

    /// <summary>What runs in the middle of each part; a test's chance to make one of them late. Only for tests that run alone.</summary>
    public static Action<int, int>? During { get; set; }

    /// <summary>Runs <typeparamref name="TBody"/> on a batch and asserts that each row was there once in each phase.</summary>
    public static void Check<TBody>(int batch, int tokens, int threads)
        where TBody : struct, IBody
    {
        int rows = batch * tokens;
        float[] input = Rows(rows);
        float[] output = new float[rows * OutputWidth];
        float[] scratch = new float[threads * WorkerFloats];
        Run<TBody>(input, output, scratch, batch, tokens, threads);
        for (int stage = 0; stage < Stages; stage++)
        {
            // Each share of each stage, of all phases that shared columns.
            Assert.Single(Enumerable.Range(0, threads).Select(worker => scratch[(worker * WorkerFloats) + 1 + stage]).Distinct());
        }

        Verify<TBody>(output, $"batch {batch}, {tokens} tokens, {threads} threads");
    }

    /// <summary>An input of so many rows.</summary>
    public static float[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => (float)row)];

    public static void Run<TBody>(float[] input, float[] output, float[] scratch, int batch, int tokens, int threads)
        where TBody : struct, IBody => Execution.Run<TBody>(Weights, input, output, scratch, CallShape.Of(batch, tokens, threads));

    /// <summary>As <see cref="Check"/>, on sequences of unequal lengths; each row must know its sequence.</summary>
    public static void CheckLengths<TBody>(int[] lengths, int threads)
        where TBody : struct, IBody
    {
        int rows = lengths.Sum();
        float[] output = new float[rows * OutputWidth];
        Execution.Run<TBody>(Weights, Rows(rows), output, new float[threads * WorkerFloats], CallShape.Of(lengths, lengths.Max(), rows, threads));
        Verify<TBody>(output, $"{lengths.Length} lengths, {threads} threads");
    }

    public static void Verify<TBody>(float[] output, string call)
        where TBody : struct, IBody
    {
        for (int i = 0; i < output.Length; i++)
        {
            float expected = i % OutputWidth < TBody.Phases ? 1 : 0;
            Assert.True(output[i] == expected, $"{call}: row {i / OutputWidth} was there {output[i]} times in phase {i % OutputWidth}");
        }

        lock (Gate)
        {
            Assert.True(ProblemList.Count == 0, $"{call}: {string.Join("\n", ProblemList.Take(10))}");
        }
    }

    public static PackedWeights Weights { get; } = PackedWeights.CreateRandom(1, [ParameterLayout.Vector("weight", 3, 0).Filled(7f)], 16);

    public static void Run(in Part part, int phases)
    {
        string where = $"phase {part.Phase}, rows {part.First} to {part.End} of {part.Rows}, worker {part.Worker}";
        int rows = part.Rows;
        Expect(part.Phase >= 0 && part.Phase < phases, where);
        Expect(part.First >= 0 && part.First <= part.End && part.End <= rows, where);
        Expect(part.Stage >= 0 ? part.Stage < Stages && part.First == 0 && part.Holder == 0 && part.Share == part.Worker && part.Shares > 1 : part.Shares == 1 && part.Share == 0 && part.Holder == part.Worker, where + $": stage {part.Stage}, share {part.Share} of {part.Shares}");
        Expect(part.First % 16 == 0 || part.First == rows, where + ": begins within a vector of queries");
        Expect(part.Weights == 7f, where + ": other weights");

        ref int busy = ref Unsafe.As<float, int>(ref Unsafe.Add(ref part.Scratch, part.Worker * WorkerFloats));
        Expect(Interlocked.Exchange(ref busy, 1) == 0, where + ": two parts in one worker's scratch");
        During?.Invoke(part.Phase, part.Worker);

        // All that was to be done before is done: the phases before of all rows, and the groups before.
        for (int row = 0; row < rows; row++)
        {
            for (int phase = 0; phase < phases; phase++)
            {
                float count = Volatile.Read(ref Cell(part, row, phase));
                Expect(phase >= part.Phase || count == 1, where + $": row {row} is not ready");
                Expect(phase <= part.Phase || count == 0, where + $": row {row} is ahead");
            }
        }

        int rowsBefore = (int)part.Input;
        for (int row = -rowsBefore; row < 0; row++)
        {
            Expect(Volatile.Read(ref Cell(part, row, phases - 1)) == 1, where + $": the group before is not ready");
        }

        if (part.Stage >= 0)
        {
            // A share counts its stages. All shares of the stage before are done, and none of this one is done twice.
            ref float done = ref Done(part, part.Worker, part.Stage);
            for (int worker = 0; worker < part.Shares; worker++)
            {
                int before = (part.Stage + Stages - 1) % Stages;
                Expect(Volatile.Read(ref Done(part, worker, before)) == done + (part.Stage == 0 ? 0 : 1), where + $": stage {before} is not ready, or {part.Stage} not new");
            }

            Volatile.Write(ref done, done + 1);
        }

        for (int row = part.First; row < part.End && part.RunsAlone(0); row++)
        {
            Expect(Unsafe.Add(ref part.Input, row) == rowsBefore + row, where + ": another input");
            Cell(part, row, part.Phase)++;
            part.Locate(row, out int start, out int tokens);
            Expect(start <= row && row < start + tokens && start >= 0 && start + tokens <= rows && tokens <= part.Tokens, where + $": row {row} in a sequence from {start} of {tokens}");
        }

        Expect(Interlocked.Exchange(ref busy, 0) == 1, where + ": two parts in one worker's scratch");
    }

    private static ref float Done(in Part part, int worker, int stage) => ref Unsafe.Add(ref part.Scratch, (worker * WorkerFloats) + 1 + stage);

    private static ref float Cell(in Part part, int row, int phase) => ref Unsafe.Add(ref part.Output, (row * OutputWidth) + phase);

    private static void Expect(bool condition, string problem)
    {
        if (!condition)
        {
            lock (Gate)
            {
                ProblemList.Add(problem);
            }
        }
    }
}

/// <summary>No row needs another one.</summary>
internal readonly struct OnePhase : IBody
{
    public static int Phases => 1;

    public static int RowBlock => 16;

    public static bool NeedsSequences => false;

    public static long PhaseRows(int phase, in GroupShape group) => group.Rows;

    public static int PhaseStages(int phase) => Recorder.Stages;

    public static long SharedFloats(in GroupShape group) => 0;

    public static long WorkerFloats(in GroupShape group) => Recorder.WorkerFloats;

    public static void Run(in Part part) => Recorder.Run(part, Phases);
}

/// <summary>As an attention: a second phase, and groups.</summary>
internal readonly struct TwoPhases : IBody
{
    public static int Phases => 2;

    public static int RowBlock => 32;

    public static bool NeedsSequences => true;

    public static long PhaseRows(int phase, in GroupShape group) => group.Rows;

    public static int PhaseStages(int phase) => Recorder.Stages;

    public static long SharedFloats(in GroupShape group) => 0;

    public static long WorkerFloats(in GroupShape group) => Recorder.WorkerFloats;

    public static void Run(in Part part) => Recorder.Run(part, Phases);
}

/// <summary>Each sequence a group of its own: as many steps as can be.</summary>
internal readonly struct ThreePhases : IBody
{
    public static int Phases => 3;

    public static int RowBlock => 16;

    public static bool NeedsSequences => true;

    public static long PhaseRows(int phase, in GroupShape group) => group.Rows;

    public static int PhaseStages(int phase) => Recorder.Stages;

    public static long SharedFloats(in GroupShape group) => 0;

    public static long WorkerFloats(in GroupShape group) => Recorder.WorkerFloats;

    public static void Run(in Part part) => Recorder.Run(part, Phases);
}

/// <summary>Does what a test says, with the part's memory.</summary>
internal readonly struct SaidBody : IBody
{
    public delegate void Work(in Part part);

    public static Work? Said { get; set; }

    public static int Phases => 1;

    public static int RowBlock => 16;

    public static bool NeedsSequences => false;

    public static long PhaseRows(int phase, in GroupShape group) => group.Rows;

    public static int PhaseStages(int phase) => Recorder.Stages;

    public static long SharedFloats(in GroupShape group) => 0;

    public static long WorkerFloats(in GroupShape group) => Recorder.WorkerFloats;

    public static void Run(in Part part) => Said!(part);
}
