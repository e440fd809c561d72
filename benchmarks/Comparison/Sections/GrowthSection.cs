using ShapeGen.Benchmarks.Models;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Plots;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>How time and scratch grow with the tokens of a sequence, and time with the sequences of a batch.</summary>
internal sealed class GrowthSection : Section
{
    private const int MostTokens = 4096;
    private const int MostTokensQuick = 64;
    private const int MostSequences = 64;

    /// <summary>The longest call takes almost a second.</summary>
    private const int MostRounds = 15;

    public override string Name => "growth";

    public override string Title => "Growth";

    public override void Run(Session session, Report report)
    {
        Pace pace = session.Settings.Pace;
        pace = pace with { Rounds = Math.Min(pace.Rounds, MostRounds), WarmUp = pace.WarmUp / 4 };
        Tokens(session, report, pace);
        Batches(session, report, pace);
    }

    private static void Tokens(Session session, Report report, Pace pace)
    {
        Case Of(int tokens) =>
            Case.Of<VitTinyEncoder>($"{tokens} tokens", 1, tokens, new(VitTinyEncoder.Embed, VitTinyEncoder.Heads, VitTinyEncoder.Ffn));

        Session.Say("   tokens");
        Case[] cases = [.. PowersOfTwo(pace.IsQuick ? MostTokensQuick : MostTokens).Select(Of)];
        (Series[] times, Series peak) = Measure(cases, pace);
        report.Paragraph($"One sequence of {cases[0].Widths}, from one token to {cases[^1].Computation.Tokens}. Attention's work grows with the square of the tokens, everything else linearly. Time should follow the limit; scratch should grow linearly.");
        report.Table(
            ["tokens", "MFLOP", "limit, µs", "µs", "min", "µs per token", "of limit", "scratch, KiB", "bytes per token"],
            cases.Select((item, i) => (string[])
            [
                $"{item.Computation.Tokens}", Text.Number(item.Operations / 1e6), Text.Number(Limit(item, peak)), Text.Number(times[i].Median), Text.Number(times[i].Minimum),
                Text.Number(times[i].Median / item.Computation.Tokens), OfLimit(item, times[i], peak), Text.Number(Scratch(item) / 1024), Text.Number(Scratch(item) / item.Computation.Tokens),
            ]));

        string shape = $"{cases[0].Widths}";
        Plot(session, report, "time-by-tokens", new($"Time by tokens, {shape}", "tokens", "microseconds",
        [
            new("ShapeGen, median", [.. cases.Select((item, i) => ((double)item.Computation.Tokens, times[i].Median))]),
            new("the limit", [.. cases.Select(item => ((double)item.Computation.Tokens, Limit(item, peak)))], IsReference: true),
        ]));
        Plot(session, report, "scratch-by-tokens", new($"Scratch by tokens, {shape}", "tokens", "KiB",
        [
            new("ScratchLength", [.. cases.Select(item => ((double)item.Computation.Tokens, Scratch(item) / 1024))]),
            new("one input", [.. cases.Select(item => ((double)item.Computation.Tokens, item.Computation.Length * sizeof(float) / 1024.0))], IsReference: true),
        ]));
    }

    private static void Batches(Session session, Report report, Pace pace)
    {
        const int Tokens = 14;
        Case Of(int batch) => Case.Of<SeedEncoder>($"{batch} sequences", batch, Tokens, new(SeedEncoder.Embed, SeedEncoder.Heads, SeedEncoder.Ffn));

        Session.Say("   batches");
        Case[] cases = [.. PowersOfTwo(MostSequences).Select(Of)];
        (Series[] times, Series peak) = Measure(cases, pace);
        report.Paragraph($"From 1 to {MostSequences} sequences of {Tokens} tokens, {cases[0].Widths}: all work is linear. Scratch is for one group of rows and does not depend on the batch: {Text.Number(SeedEncoder.ScratchLength(Tokens) * sizeof(float) / 1024.0)} KiB.");
        report.Table(
            ["batch", "limit, µs", "µs", "min", "µs per sequence", "of limit"],
            cases.Select((item, i) => (string[])
            [
                $"{item.Computation.Batch}", Text.Number(Limit(item, peak)), Text.Number(times[i].Median), Text.Number(times[i].Minimum),
                Text.Number(times[i].Median / item.Computation.Batch), OfLimit(item, times[i], peak),
            ]));
        Plot(session, report, "time-by-batch", new("Time by batch, the seed's encoder", "sequences", "microseconds",
        [
            new("ShapeGen, median", [.. cases.Select((item, i) => ((double)item.Computation.Batch, times[i].Median))]),
            new("the limit", [.. cases.Select(item => ((double)item.Computation.Batch, Limit(item, peak)))], IsReference: true),
        ]));
    }

    private static IEnumerable<int> PowersOfTwo(int most)
    {
        for (int value = 1; value <= most; value *= 2)
        {
            yield return value;
        }
    }

    private static (Series[] Times, Series Peak) Measure(Case[] cases, Pace pace)
    {
        Contestant[] contestants =
        [
            .. cases.Select(item => new OurModel(item.CreateModel(), item.Computation.CreateInput())),
            new Peak(),
        ];
        IReadOnlyList<Series> all = new Alternation(pace).Run(contestants);
        return ([.. all.Take(cases.Length)], all[^1]);
    }

    private static double Limit(Case item, Series peak) => Peak.Limit(item.Computation, peak.Median);

    private static string OfLimit(Case item, Series times, Series peak) =>
        Text.Percent(times.With(peak, (ours, loop) => Peak.Limit(item.Computation, loop) / ours).Median);

    private static double Scratch(Case item) => (double)VitTinyEncoder.ScratchLength(item.Computation.Tokens) * sizeof(float);

    private static void Plot(Session session, Report report, string name, LogLogPlot plot)
    {
        string path = Path.Combine(session.PlotFolder, name + ".svg");
        plot.Write(path);
        report.Paragraph($"![{plot.Title}]({Path.GetFileName(session.PlotFolder)}/{name}.svg)");
    }
}
