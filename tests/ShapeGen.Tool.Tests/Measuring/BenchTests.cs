using System.Text.Json.Nodes;

namespace ShapeGen.Tool.Tests.Measuring;

/// <summary><c>shapegen bench</c>: its figures agree with each other, however fast the machine is.</summary>
public class BenchTests : ToolTests
{
    private const string Declaration = "[TokenEmbedding(500), Encoder(64, 4, 128, Layers = 3, Activation = Activation.Gelu), Pool(Pooling.Mean)] public partial class Small;";

    private JsonNode Run(Folder folder, params string[] arguments)
    {
        ToolResult result = Shapegen(["bench", "--declaration", folder.Write("Small.cs", Declaration), "--seconds", "0.3", "--json", .. arguments]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonNode.Parse(result.Output)!;
    }

    private static double Number(JsonNode node, string name) => node[name]!.GetValue<double>();

    [Fact]
    public void Figures_agree()
    {
        using Folder folder = new();
        JsonNode result = Run(folder, "--tokens", "40", "--batch", "2");
        Assert.Equal("Small", result["model"]!.GetValue<string>());
        Assert.Null(result["checkpoint"]);
        Assert.Equal(40, Number(result, "tokens"));
        Assert.Equal(2, Number(result, "batch"));
        JsonNode call = result["call"]!;
        double median = Number(call, "median");
        Assert.InRange(Number(call, "minimum"), 1e-3, median);
        Assert.InRange(Number(call, "tenth"), Number(call, "minimum"), median);
        Assert.InRange(Number(call, "nineTenths"), median, double.MaxValue);
        Assert.Equal(80 / median * 1e6, Number(result, "tokensPerSecond"), 1e-3 * Number(result, "tokensPerSecond"));
        Assert.Equal(Number(result, "operations") / median / 1e3, Number(result, "gigaflops"), 1e-3 * Number(result, "gigaflops"));
        Assert.Equal(Number(result, "gigaflops") / Number(result, "peakGigaflops"), Number(result, "shareOfPeak"), 1e-6);

        // Above 1 where another program had the core while the peak was measured: other tests run beside this one.
        Assert.InRange(Number(result, "shareOfPeak"), 1e-6, double.MaxValue);
        Assert.Equal(0, Number(result, "bytesAllocatedPerCall"));

        JsonArray stages = result["stages"]!.AsArray();
        Assert.True(stages.Count > 5);
        Assert.Equal(1, stages.Sum(stage => Number(stage!, "share")), 1e-6);
        Assert.Equal(Number(result, "operations"), stages.Sum(stage => Number(stage!, "operations")), 1);

        // All of a call but its guards is in some stage.
        double sum = stages.Sum(stage => Number(stage!, "microseconds")), whole = Number(result, "stagesMicroseconds");
        Assert.InRange(sum, 0.5 * whole, 1.01 * whole);
    }

    [Fact]
    public void A_checkpoint_is_loaded_and_timed()
    {
        using Folder folder = new();
        string declaration = folder.Write("Layer.cs", "[Linear(32, 16)] partial class Layer;");
        string path = folder.Path("layer.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("weight", new float[512], 16, 32), SafetensorsTensor.FromSingles("bias", new float[16], 16)]);
        ToolResult result = Shapegen("bench", path, "--declaration", declaration, "--seconds", "0.1", "--threads", "2", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        JsonNode json = JsonNode.Parse(result.Output)!;
        Assert.InRange(Number(json, "loadMilliseconds"), 1e-3, Number(json, "firstLoadMilliseconds"));
        Assert.Equal(path, json["checkpoint"]!.GetValue<string>());
        Assert.Equal(Math.Min(2, Environment.ProcessorCount), Number(json, "threads"));
    }

    [Fact]
    public void People_read_a_table()
    {
        using Folder folder = new();
        ToolResult result = Shapegen("bench", "--declaration", folder.Write("Small.cs", Declaration), "--seconds", "0.1", "--tokens", "16");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.All(new[] { "Small, random weights", "median", "tokens", "of the peak", "0 bytes per call", "GELU", "Of peak" }, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }
}
