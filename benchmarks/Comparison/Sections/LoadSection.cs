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
        string path = Path.Combine(session.Folders.Work, "load.safetensors");
        ModelWeights weights = new(ModelCases.All[0].Computation.Model);
        CheckpointFile.Write(weights.Tensors, path);
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
        Series load = new(loads), read = new(reads);
        double Rate(double milliseconds) => bytes / milliseconds / 1e6;
        report.Paragraph($"The checkpoint of MiniLM-L6, {Text.Number(bytes / 1e6)} MB, whose file the system has in memory. `Load` reads it, checks it, and packs the weights into memory of its own, in one pass; beside it, only reading the file into memory that is already there.");
        report.Table(
            ["", "ms", "min", "GB/s", "max"],
            [
                ["`Load`", Text.Number(load.Median), Text.Number(load.Minimum), Text.Number(Rate(load.Median)), Text.Number(Rate(load.Minimum))],
                ["reading the file", Text.Number(read.Median), Text.Number(read.Minimum), Text.Number(Rate(read.Median)), Text.Number(Rate(read.Minimum))],
            ]);
        report.Target("loading, GB/s", GigabytesPerSecond, Rate(load.Median), Text.Number);
    }

    /// <returns>Milliseconds.</returns>
    private static double Load(string path)
    {
        // The last one's memory is given back before, not meanwhile.
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
}
