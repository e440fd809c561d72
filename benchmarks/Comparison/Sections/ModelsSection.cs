using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Whole models on one thread, from ids, pixels or features to the result, compared with the peers.</summary>
internal sealed class ModelsSection : Section
{
    /// <summary>Faster than both on every row.</summary>
    private const double EveryRow = 1;

    /// <summary>ONNX Runtime's time divided by ours, on the median row.</summary>
    private const double MedianRow = 1.15;

    public override string Name => "models";

    public override string Title => "Whole models";

    public override void Run(Session session, Report report)
    {
        report.Paragraph("""
            From ids, pixels or features to the embedding or the labels, on one thread. The peers run the same model with the same weights; for them, a batch
            of sequences of unequal length is padded and masked. A ratio is the peer's time divided by ours in the fastest rounds, and in brackets the median
            over all rounds.
            """);
        if (session.Peers is not { } peers)
        {
            report.Table(
                ["model", "input, layers × embed/heads/feed-forward", "µs", "median", "bytes"],
                ModelCases.All.Select(item => Alone(item, session)).ToList(),
                textColumns: 2);
            return;
        }

        List<double> ratios = [];
        List<string[]> rows = [];
        foreach (ModelCase item in ModelCases.All)
        {
            Session.Say($"   {item.Name}: {item.Shape}");
            rows.Add(Row(item, session, peers, report, ratios));
        }

        report.Table(
            ["model", "input, layers × embed/heads/feed-forward", "µs", "median", "ONNX Runtime ÷ ours", "PyTorch ÷ ours", "difference", "bytes", ""],
            rows,
            textColumns: 2);
        report.Target("whole models: ONNX Runtime ÷ ours, median row", MedianRow, new Series(ratios).Median, Text.Ratio);
    }

    private static string[] Alone(ModelCase item, Session session)
    {
        Session.Say($"   {item.Name}: {item.Shape}");
        ModelWeights weights = new(item.Computation.Model);
        OurWholeModel ours = new(item.LoadModel(weights, session.Folders), item.Computation.CreateInput(), item.Computation.OutputLength);
        Series times = new Alternation(session.Settings.Pace).Run(ours, new Peak())[0];
        return [item.Name, item.Shape, Text.Number(times.Minimum), Text.Number(times.Median), Text.Bytes(ours.BytesPerCall)];
    }

    private static string[] Row(ModelCase item, Session session, IPeers peers, Report report, List<double> ratios)
    {
        ModelWeights weights = new(item.Computation.Model);
        ModelInput input = item.Computation.CreateInput();
        float[] truth = peers.ComputeInFloat64(item.Computation, weights, input);
        OurWholeModel ours = new(item.LoadModel(weights, session.Folders), input, item.Computation.OutputLength);
        using PeerModel onnxRuntime = peers.CreateOnnxRuntime(item.Computation, weights, input);
        using PeerModel pyTorch = peers.CreatePyTorch(item.Computation, weights, input);

        // The first calls, before timing.
        double difference = Check(ours, () => ours.Output);
        Check(onnxRuntime, onnxRuntime.ReadOutput);
        Check(pyTorch, pyTorch.ReadOutput);

        IReadOnlyList<Series> times = new Alternation(session.Settings.Pace).Run(ours, onnxRuntime, pyTorch);
        double ofOnnxRuntime = times[1].Minimum / times[0].Minimum;
        ratios.Add(ofOnnxRuntime);
        bool isAhead = report.Target($"{item.Name}: ONNX Runtime ÷ ours", EveryRow, ofOnnxRuntime, Text.Ratio);
        bool isAheadOfPyTorch = report.Target($"{item.Name}: PyTorch ÷ ours", EveryRow, times[2].Minimum / times[0].Minimum, Text.Ratio);
        return
        [
            item.Name, item.Shape, Text.Number(times[0].Minimum), Text.Number(times[0].Median), Ratios(times[1]), Ratios(times[2]),
            Text.Error(difference), Text.Bytes(ours.BytesPerCall), Text.Met(isAhead, isAheadOfPyTorch),
        ];

        string Ratios(Series peer) =>
            $"{Text.Ratio(peer.Minimum / times[0].Minimum)} ({Text.Ratio(peer.With(times[0], (theirs, mine) => theirs / mine).Median)})";

        double Check(Contestant contestant, Func<float[]> output)
        {
            contestant.Time(1);
            double found = Difference.Of(output(), truth);
            Difference.Check(item.Name, contestant, found, truth);
            return found;
        }
    }
}
