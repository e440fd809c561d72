using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Two threads compared with one: as fast as the target on large shapes, not slower on small ones, and the same bits.</summary>
internal sealed class ThreadsSection : Section
{
    private const int Threads = 2;
    private const double LargeRatio = 1.8;

    /// <summary>Not slower: if the plan stays on one thread, both run the same code, and the ratio is 1 except for noise.</summary>
    private const double SmallRatio = 0.98;

    public override string Name => "threads";

    public override string Title => "Two threads";

    public override void Run(Session session, Report report)
    {
        if (Environment.ProcessorCount < Threads)
        {
            report.Paragraph("This machine has a single processor.");
            return;
        }

        List<string[]> rows = [];
        foreach (Case item in session.Cases)
        {
            Session.Say($"   {item.Name}");
            rows.Add(Row(item, session, report));
        }

        report.Paragraph("`Forward` with `threads: 2` compared with `threads: 1`, alternately. The results must be bit-identical. Bytes are allocated on the managed heap per call, on the calling thread.");
        report.Table(["case", "MFLOP", "1 thread, µs", "min", "2 threads, µs", "min", "ratio", "target", "", "bytes", "same bits"], rows);
    }

    private static string[] Row(Case item, Session session, Report report)
    {
        Encoder model = item.CreateModel();
        float[] input = item.Computation.CreateInput();
        OurModel one = new(model, input), two = new(model, input, Threads);
        IReadOnlyList<Series> times = new Alternation(session.Settings.Pace).Run(one, two);
        if (!one.Output.AsSpan().SequenceEqual(two.Output))
        {
            throw new FailedException($"{item}: two threads have another result than one.");
        }

        double ratio = times[0].With(times[1], (alone, shared) => alone / shared).Median;
        double target = item.Targets.TwoThreads ?? (item.Operations >= Limit.LargeOperations ? LargeRatio : SmallRatio);
        bool met = report.Target($"{item.Name}: 1 thread ÷ 2 threads", target, ratio, Text.Ratio);
        return
        [
            item.Name, Text.Number(item.Operations / 1e6), Text.Number(times[0].Median), Text.Number(times[0].Minimum), Text.Number(times[1].Median),
            Text.Number(times[1].Minimum), $"{Text.Ratio(ratio)} ({Text.Ratio(times[0].Minimum / times[1].Minimum)})", $"≥ {Text.Ratio(target)}",
            Text.Met(met), Text.Bytes(two.BytesPerCall), "yes",
        ];
    }
}
