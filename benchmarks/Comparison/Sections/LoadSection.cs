using System.Diagnostics;
using ShapeGen.Benchmarks.Models;
using ShapeGen.Comparison.Reporting;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Loading a checkpoint: mapping the file, checking it, packing the weights.</summary>
internal sealed class LoadSection : Section
{
    private const double GigabytesPerSecond = 2;
    private const int WarmUps = 3;
    private const int Most = 21;

    public override string Name => "load";

    public override string Title => "Loading";

    public override void Run(Session session, Report report)
    {
        string path = Path.Combine(session.Folders.Work, "large.safetensors");
        WriteCheckpoint(path);
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
        report.Paragraph($"A checkpoint of {Text.Number(bytes / 1e6)} MB ({LargeEncoder.Embed}/{LargeEncoder.Heads}/{LargeEncoder.Ffn}), whose file the system has in memory. `Load` maps it, checks it, and packs the weights into memory of its own, in one pass; beside it, only reading the file into memory that is already there.");
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
        LargeEncoder model = LargeEncoder.Load(path);
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

    private static void WriteCheckpoint(string path)
    {
        const int Embed = LargeEncoder.Embed, Ffn = LargeEncoder.Ffn;
        Random random = new(1);
        SafetensorsWriter.Write(path,
        [
            .. Tensors("pre_norm_mha.0", Embed),
            .. Tensors("pre_norm_mha.1.qkv_proj", 3 * Embed, Embed),
            .. Tensors("pre_norm_mha.1.out_proj", Embed, Embed),
            .. Tensors("pre_norm_ffn.0", Embed),
            .. Tensors("pre_norm_ffn.1", Ffn, Embed),
            .. Tensors("pre_norm_ffn.4", Embed, Ffn),
        ]);

        IEnumerable<SafetensorsTensor> Tensors(string name, params int[] shape) => [Tensor(name + ".weight", shape), Tensor(name + ".bias", shape[0])];

        SafetensorsTensor Tensor(string name, params int[] shape)
        {
            float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.NextSingle() - 0.5f;
            }

            return SafetensorsTensor.FromSingles(name, values, shape);
        }
    }
}
