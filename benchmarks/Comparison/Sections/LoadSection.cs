using System.Diagnostics;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Loading a checkpoint: reading the file, checking it, packing the weights.</summary>
internal sealed class LoadSection : Section
{
    private const double GigabytesPerSecond = 2;
    private const int WarmUps = 3;
    private const int Most = 21;

    public override string Name => "load";

    public override string Title => "Loading";

    public override void Run(Session session, Report report)
    {
        ModelWeights weights = new(ModelCases.All[0].Computation.Model);
        List<Loaded> all = [.. new[] { TensorType.F32, TensorType.F16, TensorType.BF16 }.Select(type => Measure(session, weights, type))];
        report.Paragraph($"The checkpoint of MiniLM-L6 in each element type, {string.Join(", ", all.Select(loaded => $"{Text.Number(loaded.Bytes / 1e6)} MB in {loaded.Type}"))}. The file is in the page cache. `Load` reads and checks the file and packs the weights as float32 into newly allocated memory, in one pass. For comparison, \"reading the file\" reads it into an existing buffer. The rates count bytes of the file.");
        report.Table(
            ["", "ms", "min", "GB/s", "max"],
            [
                .. all.Select(loaded => Row($"`Load`, {loaded.Type}", loaded.Bytes, loaded.Loads)),
                .. all.Select(loaded => Row($"reading the file, {loaded.Type}", loaded.Bytes, loaded.Reads)),
            ]);
        report.Target("loading, GB/s", GigabytesPerSecond, Rate(all[0].Bytes, all[0].Loads.Median), Text.Number);
    }

    private static Loaded Measure(Session session, ModelWeights weights, TensorType type)
    {
        string path = Path.Combine(session.Folders.Work, "load.safetensors");
        CheckpointFile.Write(weights.Tensors, path, type);
        long bytes = new FileInfo(path).Length;
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)bytes);

        for (int i = 0; i < WarmUps; i++)
        {
            Load(path);
            Read(path, buffer);
        }

        int rounds = Math.Min(session.Settings.Pace.Rounds, Most);
        double[] loads = new double[rounds], reads = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            loads[round] = Load(path);
            reads[round] = Read(path, buffer);
        }

        File.Delete(path);
        return new(type, bytes, new(loads), new(reads));
    }

    private static string[] Row(string what, long bytes, Series milliseconds) =>
        [what, Text.Number(milliseconds.Median), Text.Number(milliseconds.Minimum), Text.Number(Rate(bytes, milliseconds.Median)), Text.Number(Rate(bytes, milliseconds.Minimum))];

    private static double Rate(long bytes, double milliseconds) => bytes / milliseconds / 1e6;

    /// <returns>Milliseconds.</returns>
    private static double Load(string path)
    {
        // Frees the previous model's memory before the timing, not during it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long start = Stopwatch.GetTimestamp();
        MiniLmEmbedder model = MiniLmEmbedder.Load(path);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        GC.KeepAlive(model);
        return milliseconds;
    }

    private static double Read(string path, byte[] buffer)
    {
        long start = Stopwatch.GetTimestamp();
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        file.ReadExactly(buffer);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The measurements of the checkpoint in one type.</summary>
    private sealed record Loaded(TensorType Type, long Bytes, Series Loads, Series Reads);
}
