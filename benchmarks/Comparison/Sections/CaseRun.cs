using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>One case, computed and timed by all contestants.</summary>
internal sealed class CaseRun
{
    private CaseRun(Case item) => Case = item;

    public Case Case { get; }

    public required Result Ours { get; init; }

    public required Series Peak { get; init; }

    /// <summary>Null if it is missing.</summary>
    public Result? OnnxRuntime { get; private init; }

    /// <summary>Null if it is missing.</summary>
    public Result? PyTorch { get; private init; }

    /// <summary>The limit divided by our time, within each round.</summary>
    public Series OfLimit => Ours.Times.With(Peak, (ours, peak) => Share(ours, peak));

    /// <summary>The same for the fastest rounds of both.</summary>
    public double OfLimitOfMinima => Share(Ours.Times.Minimum, Peak.Minimum);

    public double PeakGigaflops => Contestants.Peak.Gigaflops(Peak.Median);

    /// <summary>Microseconds, by the fastest round of the peak loop.</summary>
    public double Limit => Contestants.Peak.Limit(Case.Computation, Peak.Minimum);

    /// <exception cref="FailedException">The contestants have different results.</exception>
    public static CaseRun Measure(Case item, Session session)
    {
        if (session.Peers is not { } peers)
        {
            return Measure(item, session.Settings.Pace);
        }

        EncoderWeights weights = new(item.Computation.Encoder);
        float[] input = item.Computation.CreateInput();
        float[] truth = peers.ComputeInFloat64(item.Computation, weights, input);
        OurModel ours = new(item.LoadModel(weights, session.Folders), input);
        using PeerModel onnxRuntime = peers.CreateOnnxRuntime(item.Computation, weights, input);
        using PeerModel pyTorch = peers.CreatePyTorch(item.Computation, weights, input);

        // The first calls, before timing.
        double oursDiffers = Check(ours, () => ours.Output);
        double onnxRuntimeDiffers = Check(onnxRuntime, onnxRuntime.ReadOutput);
        double pyTorchDiffers = Check(pyTorch, pyTorch.ReadOutput);

        IReadOnlyList<Series> times = new Alternation(session.Settings.Pace).Run(ours, new Peak(), onnxRuntime, pyTorch);
        return new(item)
        {
            Ours = new(times[0], ours.BytesPerCall, oursDiffers),
            Peak = times[1],
            OnnxRuntime = new(times[2], onnxRuntime.BytesPerCall, onnxRuntimeDiffers),
            PyTorch = new(times[3], pyTorch.BytesPerCall, pyTorchDiffers),
        };

        double Check(Contestant contestant, Func<float[]> output)
        {
            contestant.Time(1);
            double difference = Difference.Of(output(), truth);
            Difference.Check(item.Name, contestant, difference, truth);
            return difference;
        }
    }

    /// <summary>Only our model and the peak.</summary>
    public static CaseRun Measure(Case item, Pace pace)
    {
        OurModel ours = new(item.CreateModel(), item.Computation.CreateInput());
        IReadOnlyList<Series> times = new Alternation(pace).Run(ours, new Peak());
        return new(item) { Ours = new(times[0], ours.BytesPerCall, null), Peak = times[1] };
    }

    private double Share(double ours, double peak) => Contestants.Peak.Limit(Case.Computation, peak) / ours;

    /// <summary>The measurements of a contestant.</summary>
    /// <param name="Times">Microseconds per call, by round.</param>
    /// <param name="BytesPerCall">Of the managed heap.</param>
    /// <param name="Difference">The largest difference from PyTorch's float64; null without peers.</param>
    internal sealed record Result(Series Times, long BytesPerCall, double? Difference);
}
