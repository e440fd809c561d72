using System.Text.Json;
using ShapeGen.Generator.Modules;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Tool.Tests;
using ShapeGen.Tool.Tests.Inspection;

namespace ShapeGen.Numerics.Tests.Tool;

/// <summary>Golden files through the commands that run a model: <c>verify</c> against PyTorch's result, <c>explain</c> and <c>bench</c>.</summary>
public class RunGoldenTests : ToolTests
{
    /// <summary>What <c>verify</c> calls the inputs of the golden files.</summary>
    private static readonly Dictionary<string, string> s_inputs = new()
    {
        ["input"] = "input.features", ["features"] = "input.features", ["ids"] = "input.ids", ["types"] = "input.types", ["pixels"] = "input.pixels", ["bytes"] = "input.pixels",
    };

    /// <summary>
    /// Of one of each family, one of each way in and out, and of layers alone. In this process every model and every family runs (<see cref="ModelTests"/>, <see cref="GoldenTests"/>,
    /// <see cref="SuggestionTests"/>), and <see cref="DeclareGoldens"/> start the tool for each family.
    /// </summary>
    public static TheoryData<string> OfEachKind => new(SuggestionCase.All.Where(golden => golden.IsMeasured).DistinctBy(golden => golden.OfFileAlone().Family)
        .DistinctBy(golden => golden.WayInAndOut).Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(OfEachKind))]
    public void Verify_finds_the_result_of_PyTorch(string name)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        using GoldenFolder folder = new(golden, withConfiguration: false);
        string reference = folder.Beside("reference.safetensors");
        string result = WriteReference(golden, reference);
        ToolResult verified = Shapegen("verify", folder.Path, "--reference", reference, "--declaration", Declare(golden, folder), "--json");
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        using JsonDocument json = JsonDocument.Parse(verified.Output);
        Assert.True(json.RootElement.GetProperty("isEqual").GetBoolean());
        JsonElement stage = Assert.Single(json.RootElement.GetProperty("stages").EnumerateArray());
        Assert.Equal(result, stage.GetProperty("name").GetString());
        Assert.InRange(stage.GetProperty("relativeError").GetDouble(), 0, 4e-6);
        Assert.Empty(json.RootElement.GetProperty("onlyInReference").EnumerateArray());
    }

    [Theory]
    [InlineData("Models/minilm", "--tokens", "3")]
    [InlineData("Models/vit_classifier")]
    [InlineData("Models/whisper")]
    [InlineData("Encoders/torch_pre_gelu_all_2_layers")]
    public void Explain_and_bench_run_it(string name, params string[] tokens)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        using GoldenFolder folder = new(golden, withConfiguration: false);
        string declaration = Declare(golden, folder);
        using SafetensorsFile file = SafetensorsFile.Open(folder.Path);
        ToolResult explained = Shapegen("explain", folder.Path, "--declaration", declaration, "-o", folder.Beside("page.html"), "--json");
        Assert.Equal((0, ""), (explained.ExitCode, explained.Error));
        using JsonDocument page = JsonDocument.Parse(explained.Output);
        Assert.InRange(page.RootElement.GetProperty("parameters").GetInt64(), 1, file.Tensors.Sum(tensor => tensor.ElementCount));
        Assert.Contains("<svg", File.ReadAllText(folder.Beside("page.html")), StringComparison.Ordinal);

        ToolResult measured = Shapegen(["bench", folder.Path, "--declaration", declaration, "--seconds", "0.02", "--json", .. tokens]);
        Assert.Equal((0, ""), (measured.ExitCode, measured.Error));
        using JsonDocument figures = JsonDocument.Parse(measured.Output);
        Assert.True(figures.RootElement.GetProperty("tokensPerSecond").GetDouble() > 0);
        Assert.NotEmpty(figures.RootElement.GetProperty("stages").EnumerateArray());
    }

    private static string Declare(SuggestionCase golden, GoldenFolder folder)
    {
        string path = folder.Beside("Model.cs");
        File.WriteAllText(path, $"using ShapeGen;\n[{golden.Declaration}] public sealed partial class Model;\n");
        return path;
    }

    /// <summary>The golden's input and PyTorch's result, under the name that a trace gives it.</summary>
    /// <returns>The name.</returns>
    private static string WriteReference(SuggestionCase golden, string path)
    {
        string name = Result(golden.Right);
        using SafetensorsFile file = SafetensorsFile.Open(golden.Path);
        List<SafetensorsTensor> tensors =
        [
            .. GoldenCheckpoint.Tensors(golden.Path, "").Where(tensor => !tensor.Name.StartsWith("model.", StringComparison.Ordinal) && tensor.Name != "expected")
                .Select(tensor => new SafetensorsTensor(s_inputs[tensor.Name], tensor.Type, [.. tensor.Shape], tensor.Data)),
        ];
        double[] expected = Doubles.Read(golden.Path, "expected");
        int[] shape = [.. file.Tensors.Single(tensor => tensor.Name == "expected").Shape.Select(size => (int)size)];
        tensors.Add(SafetensorsTensor.FromSingles(name, Array.ConvertAll(expected, value => (float)value), shape));
        if (file.Metadata.TryGetValue("lengths", out string? lengths))
        {
            tensors.Add(SafetensorsTensor.FromSingles("input.lengths", Array.ConvertAll(lengths.Split(','), float.Parse), lengths.Split(',').Length));
        }

        SafetensorsWriter.Write(path, tensors);
        return name;
    }

    /// <summary>What docs/trace.md calls the last result of a model.</summary>
    private static string Result(EncoderModule module) =>
        module.Model is { Heads.Count: > 0 and var heads } ? $"head.{heads - 1}" :
        module.Model is { Pool: { Normalize: true } } ? "normalized" :
        module.Model is { Pool: not null } ? "pooled" :
        module.FinalNorm is not null ? "finalNorm" : $"layers.{module.Layers - 1}.output";
}
