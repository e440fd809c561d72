using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>The table, and other shapes, on one thread.</summary>
internal sealed class ComparisonSection : Section
{
    public override string Name => "comparison";

    public override string Title => "One thread, beside the peers";

    public override void Run(Session session, Report report)
    {
        List<CaseRun> runs = [];
        foreach (Case item in session.Cases)
        {
            Session.Say($"   {item.Name}: {item.Shape}");
            runs.Add(CaseRun.Measure(item, session.Peers, session.Settings.Pace));
        }

        report.Paragraph("""
            Shapes are batch × tokens, embed/heads/feed-forward; one layer. A ratio is the peer's time divided by ours, the median of the ratios of
            the rounds, and in brackets that of the fastest rounds. "Of peak" is the operations per second as a share of what the peak loop reached
            in the same round, likewise.
            """);
        report.Table(
            ["case", "shape", "ONNX Runtime ÷ ours", "target", "of peak", "target", "", "PyTorch ÷ ours"],
            runs.Select(run => Row(run, report)),
            textColumns: 2);

        report.Paragraph("Microseconds per call, median and minimum of the rounds. \"Limit\" is what the operations take at the peak. Bytes are those that a call takes of the managed heap.");
        report.Table(
            ["case", "MFLOP", "limit", "ShapeGen", "min", "ONNX Runtime", "min", "PyTorch", "min", "bytes: ShapeGen", "ONNX Runtime"],
            runs.Select(Times));

        if (runs.Any(run => run.Ours.Error is not null))
        {
            report.Paragraph("All compute the same before they are timed. The largest difference from PyTorch's answer in float64:");
            report.Table(
                ["case", "ShapeGen", "ONNX Runtime", "PyTorch"],
                runs.Select(run => (string[])[run.Case.Name, Text.Error(run.Ours.Error), Text.Error(run.OnnxRuntime?.Error), Text.Error(run.PyTorch?.Error)]));
        }
    }

    private static string[] Row(CaseRun run, Report report)
    {
        Targets? targets = run.Case.Targets;
        bool? ratioMet = null, peakMet = null;
        double ofPeak = run.OfPeak.Median;
        if (targets is not null)
        {
            if (Ratio(run, run.OnnxRuntime) is { } ratio)
            {
                ratioMet = report.Target($"{run.Case.Name}: ONNX Runtime ÷ ours", targets.Ratio, ratio, Text.Ratio);
            }

            peakMet = report.Target($"{run.Case.Name}: of peak", targets.OfPeak, ofPeak, Text.Percent);
        }

        return
        [
            run.Case.Name,
            run.Case.Shape,
            Ratios(run, run.OnnxRuntime),
            targets is null ? "" : $"≥ {Text.Ratio(targets.Ratio)}",
            $"{Text.Percent(ofPeak)} ({Text.Percent(run.OfPeakOfMinima)})",
            targets is null ? "" : $"≥ {Text.Percent(targets.OfPeak)}",
            targets is null ? "" : Text.Met(ratioMet, peakMet),
            Ratios(run, run.PyTorch),
        ];
    }

    private static string[] Times(CaseRun run) =>
    [
        run.Case.Name,
        Text.Number(run.Case.Operations / 1e6),
        Text.Number(run.Limit),
        .. MedianAndMinimum(run.Ours),
        .. MedianAndMinimum(run.OnnxRuntime),
        .. MedianAndMinimum(run.PyTorch),
        Text.Bytes(run.Ours.BytesPerCall),
        Text.Bytes(run.OnnxRuntime?.BytesPerCall),
    ];

    private static string[] MedianAndMinimum(CaseRun.Result? result) =>
        result is null ? [Text.None, Text.None] : [Text.Number(result.Times.Median), Text.Number(result.Times.Minimum)];

    private static double? Ratio(CaseRun run, CaseRun.Result? peer) => peer?.Times.With(run.Ours.Times, (theirs, ours) => theirs / ours).Median;

    private static string Ratios(CaseRun run, CaseRun.Result? peer) =>
        peer is null ? Text.None : $"{Text.Ratio(Ratio(run, peer)!.Value)} ({Text.Ratio(peer.Times.Minimum / run.Ours.Times.Minimum)})";
}
