using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Reporting;

namespace ShapeGen.Comparison.Sections;

/// <summary>Every case on one thread, compared with the limit and the peers.</summary>
internal sealed class ComparisonSection : Section
{
    public override string Name => "comparison";

    public override string Title => "One thread, compared with the peers";

    public override void Run(Session session, Report report)
    {
        List<CaseRun> runs = [];
        foreach (Case item in session.Cases)
        {
            Session.Say($"   {item.Name}: {item.Shape}");
            runs.Add(CaseRun.Measure(item, session));
        }

        report.Paragraph("""
            Shapes are batch × tokens, layers × embed/heads/feed-forward. A ratio is the peer's time divided by ours in the fastest rounds, and in
            brackets the median over all rounds. "Of limit" is the limit (from the peak loop) divided by our time, given in the same way. Targets
            apply to the fastest rounds.
            """);
        report.Table(
            ["case", "shape", "of limit", "target", "ONNX Runtime ÷ ours", "target", "PyTorch ÷ ours", "target", ""],
            runs.Select(run => Row(run, report)),
            textColumns: 2);

        report.Paragraph("Microseconds per call, minimum and median of the rounds. MFLOP count the matrix products. Bytes are allocated on the managed heap per call.");
        report.Table(
            ["case", "MFLOP", "limit", "ShapeGen", "median", "ONNX Runtime", "median", "PyTorch", "median", "bytes: ShapeGen", "ONNX Runtime"],
            runs.Select(Times));

        if (session.Peers is not null)
        {
            report.Paragraph("Before timing, all results are compared. The largest difference from PyTorch's result in float64:");
            report.Table(
                ["case", "ShapeGen", "ONNX Runtime", "PyTorch"],
                runs.Select(run => (string[])[run.Case.Name, Text.Error(run.Ours.Difference), Text.Error(run.OnnxRuntime?.Difference), Text.Error(run.PyTorch?.Difference)]));
        }
    }

    private static string[] Row(CaseRun run, Report report)
    {
        double share = Limit.Target(run.Case.Computation);
        bool limitMet = report.Target($"{run.Case.Name}: of limit", share, run.OfLimitOfMinima, Text.Percent);
        return
        [
            run.Case.Name,
            run.Case.Shape,
            $"{Text.Percent(run.OfLimitOfMinima)} ({Text.Percent(run.OfLimit.Median)})",
            $"≥ {Text.Percent(share)}",
            Ratios(run, run.OnnxRuntime),
            $"≥ {Text.Ratio(run.Case.Targets.OnnxRuntime)}",
            Ratios(run, run.PyTorch),
            $"≥ {Text.Ratio(run.Case.Targets.PyTorch)}",
            Text.Met(limitMet, Judge("ONNX Runtime", run.OnnxRuntime, run.Case.Targets.OnnxRuntime), Judge("PyTorch", run.PyTorch, run.Case.Targets.PyTorch)),
        ];

        bool? Judge(string name, CaseRun.Result? peer, double target) =>
            peer is null ? null : report.Target($"{run.Case.Name}: {name} ÷ ours", target, Ratio(run, peer), Text.Ratio);
    }

    private static string[] Times(CaseRun run) =>
    [
        run.Case.Name,
        Text.Number(run.Case.Operations / 1e6),
        Text.Number(run.Limit),
        .. MinimumAndMedian(run.Ours),
        .. MinimumAndMedian(run.OnnxRuntime),
        .. MinimumAndMedian(run.PyTorch),
        Text.Bytes(run.Ours.BytesPerCall),
        Text.Bytes(run.OnnxRuntime?.BytesPerCall),
    ];

    private static string[] MinimumAndMedian(CaseRun.Result? result) =>
        result is null ? [Text.None, Text.None] : [Text.Number(result.Times.Minimum), Text.Number(result.Times.Median)];

    private static double Ratio(CaseRun run, CaseRun.Result peer) => peer.Times.Minimum / run.Ours.Times.Minimum;

    private static string Ratios(CaseRun run, CaseRun.Result? peer) => peer is null
        ? Text.None
        : $"{Text.Ratio(Ratio(run, peer))} ({Text.Ratio(peer.Times.With(run.Ours.Times, (theirs, ours) => theirs / ours).Median)})";
}
