using System.Diagnostics;
using ShapeGen.Tool.Compilation;
using ShapeGen.Tool.Costs;

namespace ShapeGen.Tool.Measuring;

/// <summary>How a model is measured.</summary>
/// <param name="Input">The input.</param>
/// <param name="Threads">The maximum number of threads of a call.</param>
/// <param name="Time">How long to time calls, and again to time stages.</param>
internal sealed record BenchSettings(ModelInput Input, int Threads, TimeSpan Time);

/// <summary>Measures a model on this machine.</summary>
/// <param name="settings">How to measure.</param>
/// <param name="cancellation">When to stop.</param>
internal sealed class Bench(BenchSettings settings, CancellationToken cancellation)
{
    private const int PeakIterations = 10_000;

    private const int Loads = 3;

    private const int CallsForAllocation = 16;

    private float _sum;

    /// <param name="model">The model, compiled as in an application.</param>
    /// <param name="timed">The same model with stage timing.</param>
    /// <param name="load">Loads the weights of either model.</param>
    /// <param name="checkpoint">The file of the weights, or null.</param>
    public BenchResult Run(CompiledModel model, CompiledModel timed, Func<CompiledModel, LoadedModel> load, string? checkpoint)
    {
        (LoadedModel running, double first) = Timed(() => load(model));
        double? again = checkpoint is null ? null : Enumerable.Range(0, Loads).Min(_ => Timed(() => load(model)).Milliseconds);
        float[] output = new float[model.OutputLength(settings.Input.Lengths)];
        ModelCall forward = settings.Input.Bind(running);
        int threads = Math.Min(settings.Threads, Environment.ProcessorCount);
        (int warmUpCalls, bool isSettled) = WarmUp.Run(() => forward(output, settings.Threads), settings.Time, cancellation);
        PeakLoop.Run(PeakIterations);
        (Sample calls, Sample peaks) = Sample.Interleaved(() => forward(output, settings.Threads), () => _sum += PeakLoop.Run(PeakIterations), settings.Time, cancellation);
        double allocated = Allocated(() => forward(output, settings.Threads));

        CallRows size = CallRows.Of(model, settings.Input);
        double operations = StageCost.Of(model, size).Sum(stage => stage.Operations);
        double peak = PeakLoop.VectorOperations(PeakIterations) * (PeakLoop.IsFused ? 2 : 1) / peaks.Median / 1e3;
        double gigaflops = operations / calls.Median / 1e3;
        (double stagesMicroseconds, IReadOnlyList<StageResult> stages) = Stages(timed, load(timed), size, peak);
        return new()
        {
            Model = model.Name,
            Checkpoint = checkpoint,
            InstructionSet = model.Unit.Title,
            Processors = Environment.ProcessorCount,
            Threads = threads,
            Batch = settings.Input.Lengths.Length,
            Tokens = size.Tokens,
            WarmUpCalls = warmUpCalls,
            IsSettled = isSettled,
            Call = Spread.Of(calls),
            TokensPerSecond = size.Rows / calls.Median * 1e6,
            Operations = operations,
            Gigaflops = gigaflops,
            PeakGigaflops = peak,
            ShareOfPeak = gigaflops / (peak * threads),
            BytesAllocatedPerCall = allocated,
            FirstLoadMilliseconds = checkpoint is null ? null : first,
            LoadMilliseconds = again,
            StagesMicroseconds = stagesMicroseconds,
            Stages = stages,
        };
    }

    private (double Microseconds, IReadOnlyList<StageResult> Stages) Stages(CompiledModel timed, LoadedModel running, CallRows size, double peak)
    {
        float[] output = new float[timed.OutputLength(settings.Input.Lengths)];
        ModelCall forward = settings.Input.Bind(running);
        WarmUp.Run(() => forward(output, 1), settings.Time, cancellation);
        StageTimes times = timed.StageTimes;
        times.Reset();
        long begin = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            forward(output, 1);
        }
        while (Stopwatch.GetElapsedTime(begin) < settings.Time || times.Calls < 3);
        double microseconds = Stopwatch.GetElapsedTime(begin).TotalMicroseconds / times.Calls;
        IReadOnlyList<StageCost> costs = StageCost.Of(timed, size);
        if (costs.Count != times.Names.Count)
        {
            throw new InvalidOperationException($"The plan has {costs.Count} stages, but the model timed {times.Names.Count}.");
        }

        double all = 0;
        foreach (long ticks in times.Ticks)
        {
            all += ticks;
        }

        List<StageResult> stages = [];
        for (int i = 0; i < costs.Count; i++)
        {
            double ofStage = times.Ticks[i] * 1e6 / Stopwatch.Frequency / times.Calls;
            double gigaflops = ofStage > 0 ? costs[i].Operations / ofStage / 1e3 : 0;
            stages.Add(new(costs[i].Formula, costs[i].Times, ofStage, all > 0 ? times.Ticks[i] / all : 0, costs[i].Operations, gigaflops, gigaflops / peak));
        }

        return (microseconds, stages);
    }

    /// <summary>Bytes that a call allocates on the managed heap, over all threads.</summary>
    private double Allocated(Action call)
    {
        if (settings.Threads == 1)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < CallsForAllocation; i++)
            {
                call();
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)CallsForAllocation;
        }

        long all = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < CallsForAllocation; i++)
        {
            call();
        }

        return (GC.GetTotalAllocatedBytes(precise: true) - all) / (double)CallsForAllocation;
    }

    private static (T Value, double Milliseconds) Timed<T>(Func<T> make)
    {
        long begin = Stopwatch.GetTimestamp();
        T value = make();
        return (value, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
    }
}
