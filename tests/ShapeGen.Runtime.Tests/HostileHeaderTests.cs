using System.Diagnostics;
using System.Text;

namespace ShapeGen.Runtime.Tests;

/// <summary>A header that was made to be slow: whatever it holds, time and memory grow with its length and not faster.</summary>
public class HostileHeaderTests(Xunit.Abstractions.ITestOutputHelper output)
{
    /// <summary>Headers of about so many characters, each with as much as it can of one kind of problem.</summary>
    private static readonly Dictionary<string, Func<int, string>> Kinds = new()
    {
        ["long name, many wrong sizes"] = length => Tensor(new('n', length / 2), shape: Repeat("-1", length / 6)),
        ["long name, many wrong numbers"] = length => Tensor(new('n', length / 2), offsets: Repeat("true", length / 10)),
        ["long name, many unknown keys"] = length => "{\"" + new string('n', length / 2) + "\":{" + Repeat("\"k\":0", length / 12) + "}}",
        ["the same name again and again"] = length => "{" + Repeat("\"a\":{}", length / 7) + "}",
        ["many tensors that overlap"] = length => "{" + Repeat(i => Entry($"t{i:x6}", "4", "0,4"), length / 63) + "}",
        ["many tensors that are cut"] = length => "{" + Repeat(i => Entry($"t{i:x6}", "4", $"{1000 + (4 * i)},{1004 + (4 * i)}"), length / 72) + "}",
        ["many names that are no tensors"] = length => "{" + Repeat(i => $"\"t{i:x6}\":7", length / 12) + "}",
        ["metadata of numbers"] = length => "{\"__metadata__\":{" + Repeat(i => $"\"t{i:x6}\":7", length / 12) + "}}",
        ["half pairs of surrogates"] = length => "{" + Repeat("\"\\ud800\":1", length / 11) + "}",
        ["deep brackets"] = length => "{\"a\":" + new string('[', length),
        ["a long number"] = length => Tensor("a", shape: new('9', length)),
        ["a long shape"] = length => Tensor("a", shape: Repeat("1", length / 2)),
    };

    public static TheoryData<string> Names => new(Kinds.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void Costs_as_much_as_it_is_long(string kind)
    {
        const int Length = 400_000;
        const int Factor = 4;
        byte[] small = Raw.File(Kinds[kind](Length), 4);
        byte[] large = Raw.File(Kinds[kind](Factor * Length), 4);
        Assert.InRange((double)large.Length / small.Length, Factor - 0.5, Factor + 0.5);

        // The first refusal compiles what refuses.
        Refuse(small);
        (long smallBytes, double smallTime) = Refuse(small);
        (long largeBytes, double largeTime) = Refuse(large);
        output.WriteLine(FormattableString.Invariant($"{kind}: {small.Length} bytes in {smallTime:0.0} ms and {smallBytes} bytes, {large.Length} in {largeTime:0.0} ms and {largeBytes}"));

        // A file of as many bytes as this machine has memory cannot take a multiple of it.
        Assert.InRange(largeBytes, 0, (100L * large.Length) + 3_000_000);
        Assert.InRange(largeBytes, 0, (2 * Factor * smallBytes) + 1_000_000);

        // Quadratic would be Factor times more than this allows; other work on the machine may take some of it.
        Assert.InRange(largeTime, 0, (3 * Factor * smallTime) + 500);
    }

    [Fact]
    public void A_model_that_such_a_file_is_loaded_into_is_refused_as_fast()
    {
        ParameterLayout[] layout = [.. Enumerable.Range(0, 200).Select(i => ParameterLayout.Vector($"layers.{i}.weight", 4, 16 * i))];
        byte[] Of(int tensors) => SafetensorsWriter.ToBytes([.. Enumerable.Range(0, tensors).Select(i => SafetensorsTensor.FromSingles($"layers.{i}.weights", [1], 1))]);
        byte[] small = Of(5_000);
        byte[] large = Of(20_000);
        Load(small);
        (long smallBytes, double smallTime) = Load(small);
        (long largeBytes, double largeTime) = Load(large);
        output.WriteLine(FormattableString.Invariant($"{small.Length} bytes in {smallTime:0.0} ms and {smallBytes} bytes, {large.Length} in {largeTime:0.0} ms and {largeBytes}"));
        Assert.InRange(largeBytes, 0, (8 * smallBytes) + 1_000_000);
        Assert.InRange(largeTime, 0, (12 * smallTime) + 500);

        (long Bytes, double Time) Load(byte[] file) => Measure(() => Assert.Throws<CheckpointException>(() => PackedWeights.Load(file, "", "Model", layout, 16 * 200)));
    }

    private static (long Bytes, double Time) Refuse(byte[] file) => Measure(() => Assert.Throws<CheckpointException>(() => SafetensorsFile.Read(file)));

    private static (long Bytes, double Time) Measure(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        action();
        return (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static string Tensor(string name, string shape = "4", string offsets = "0,4") => "{" + Entry(name, shape, offsets) + "}";

    private static string Entry(string name, string shape, string offsets) => "\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[" + shape + "],\"data_offsets\":[" + offsets + "]}";

    private static string Repeat(string item, int count) => Repeat(_ => item, count);

    private static string Repeat(Func<int, string> item, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(item(i));
        }

        return text.ToString();
    }
}
