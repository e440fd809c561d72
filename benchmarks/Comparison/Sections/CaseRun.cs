using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Contestants;
using ShapeGen.Comparison.Peers;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>One case, computed and timed by all.</summary>
internal sealed class CaseRun
{
    private CaseRun(Case item) => Case = item;

    public Case Case { get; }

    public required Result Ours { get; init; }

    public required Series Peak { get; init; }

    /// <summary>Null where it is missing.</summary>
    public Result? OnnxRuntime { get; private set; }

    /// <summary>Null where it is missing.</summary>
    public Result? PyTorch { get; private set; }

    /// <summary>Operations per second, as a share of what the peak loop reached in the same round.</summary>
    public Series OfPeak => Ours.Times.With(Peak, (ours, peak) => Share(ours, peak));

    /// <summary>The same of the fastest rounds of both.</summary>
    public double OfPeakOfMinima => Share(Ours.Times.Minimum, Peak.Minimum);

    /// <summary>Of the peak loop.</summary>
    public double PeakGigaflops => Contestants.Peak.Operations / Peak.Median / 1e3;

    /// <summary>Microseconds that the case's operations take at the peak.</summary>
    public double Limit => Case.Operations / Contestants.Peak.Operations * Peak.Median;

    /// <exception cref="FailedException">The contestants do not compute the same.</exception>
    public static CaseRun Measure(Case item, PeerSet peers, Pace pace)
    {
        CaseFiles? files = peers.FilesOf(item);
        float[] input = files?.ReadInput() ?? RandomInput.Of(item);
        float[]? truth = files?.ReadTruth();

        OurModel ours = new(item, item.CreateModel(files), input);
        Peak peak = new();
        List<Contestant> contestants = [ours, peak];
        List<Func<double?>> errors = [() => Answer.Error(ours.Output, truth), () => null];
#if ONNXRUNTIME
        using OnnxRuntimeModel? onnxRuntime = files is null || !peers.UsesOnnxRuntime ? null : new(item, files, input);
        if (onnxRuntime is not null)
        {
            contestants.Add(onnxRuntime);
            errors.Add(() => Answer.Error(onnxRuntime.Output, truth));
        }
#endif
        if (peers.PyTorch is { } process && files is not null)
        {
            double error = process.Load(files);
            contestants.Add(new PyTorchModel(process));
            errors.Add(() => error);
        }

        // The first calls, before any time is taken.
        List<double?> differences = [];
        for (int i = 0; i < contestants.Count; i++)
        {
            contestants[i].Time(1);
            differences.Add(errors[i]());
            Answer.Check(item, contestants[i], differences[i], truth);
        }

        IReadOnlyList<Series> times = new Alternation(pace).Run(contestants);
        Result Of(int index) => new(times[index], contestants[index].BytesPerCall, differences[index]);
        Result? Named(string name) => contestants.FindIndex(contestant => contestant.Name == name) is >= 0 and int index ? Of(index) : null;

        return new(item)
        {
            Ours = Of(0),
            Peak = times[1],
            OnnxRuntime = Named("ONNX Runtime"),
            PyTorch = Named("PyTorch"),
        };
    }

    private double Share(double ours, double peak) => Case.Operations / ours / (Contestants.Peak.Operations / peak);

    /// <summary>What was seen of a contestant.</summary>
    /// <param name="Times">Microseconds per call, by round.</param>
    /// <param name="BytesPerCall">Of the managed heap; null for another process.</param>
    /// <param name="Error">The largest difference from PyTorch's float64; null where that is not there.</param>
    internal sealed record Result(Series Times, long? BytesPerCall, double? Error);
}
