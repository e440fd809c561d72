using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>The cost of one declaration compared with another: a stack and its layers, or two functions.</summary>
internal sealed class PairsSection : Section
{
    public override string Name => "pairs";

    public override string Title => "What declarations cost";

    public override void Run(Session session, Report report)
    {
        report.Paragraph("""
            Time divided by that of a reference, measured alternately on one thread: the ratio of the fastest rounds, and in brackets the median over
            all rounds. A stack is compared with its number of layers times a single layer. Its scratch must not depend on the number of layers.
            """);
        report.Table(
            ["", "µs", "median", "reference, µs", "median", "ratio", "target", "scratch, KiB", "reference", ""],
            CaseList.Pairs.Select(pair => Row(pair, session, report)).ToList());
    }

    private static string[] Row(Pair pair, Session session, Report report)
    {
        Session.Say($"   {pair.Measured.Name}: {pair.What}");
        IReadOnlyList<Series> times = new Alternation(session.Settings.Pace).Run(
            new OurModel(pair.Measured.CreateModel(), pair.Measured.Computation.CreateInput()),
            new OurModel(pair.Reference.CreateModel(), pair.Reference.Computation.CreateInput()));
        Series measured = times[0], reference = times[1];
        double ratio = measured.Minimum / reference.Minimum / pair.Times;
        string title = $"{pair.Measured.Name}: {pair.What}";
        bool? timeMet = pair.AtMost is { } most ? report.TargetAtMost(title, most, ratio, Text.Ratio) : null;
        bool? scratchMet = pair.Reference.Computation.Encoder.Layers > 1
            ? report.TargetAtMost($"{title}, scratch in KiB", Kibibytes(pair.Reference), Kibibytes(pair.Measured), Text.Number)
            : null;
        return
        [
            title, Text.Number(measured.Minimum), Text.Number(measured.Median), Text.Number(reference.Minimum), Text.Number(reference.Median),
            $"{Text.Ratio(ratio)} ({Text.Ratio(measured.With(reference, (one, other) => one / other).Median / pair.Times)})",
            pair.AtMost is { } wanted ? $"≤ {Text.Ratio(wanted)}" : "",
            Text.Number(Kibibytes(pair.Measured)), Text.Number(Kibibytes(pair.Reference)), Text.Met(timeMet, scratchMet),
        ];
    }

    private static double Kibibytes(Case item) => item.Scratch * sizeof(float) / 1024.0;
}
