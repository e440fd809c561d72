namespace ShapeGen.Tool.Tests.Explaining;

/// <summary>The command line of <c>explain</c>, right and wrong.</summary>
public class ExplainCommandTests : ToolTests
{
    [Theory]
    [InlineData(2, "Give a checkpoint", "explain")]
    [InlineData(3, "does not exist", "explain", "--declaration", "{missing}")]
    [InlineData(3, "Model.cs:1:", "explain", "--declaration", "{bad}")]
    [InlineData(3, "Model.cs:2:", "explain", "--declaration", "{wrong}")]
    [InlineData(3, "missing.safetensors", "explain", "{folder}/missing.safetensors", "--declaration", "{good}")]
    [InlineData(3, "garbage.safetensors", "explain", "{garbage}", "--declaration", "{good}")]
    [InlineData(3, "weight", "explain", "{other}", "--declaration", "{good}")]
    [InlineData(3, "garbage.safetensors", "explain", "--declaration", "{good}", "--input", "{garbage}")]
    [InlineData(3, "no tensor named 'input.ids'", "explain", "--declaration", "{good}", "--input", "{other}")]
    [InlineData(3, "50", "explain", "--declaration", "{good}", "--tokens", "50")]
    [InlineData(2, "'x'", "explain", "--declaration", "{good}", "--tokens", "1,x")]
    [InlineData(2, "one of --input", "explain", "--declaration", "{good}", "--tokens", "1", "--random")]
    [InlineData(2, "token ids", "explain", "--declaration", "{linear}", "--tokens", "1")]
    [InlineData(2, "at least 1", "explain", "--declaration", "{good}", "--length", "0")]
    [InlineData(3, "nowhere", "explain", "--declaration", "{good}", "-o", "{folder}/nowhere/page.html")]
    [InlineData(2, "Two", "explain", "--declaration", "{two}")]
    [InlineData(2, "--batch 0", "bench", "--declaration", "{good}", "--batch", "0")]
    [InlineData(2, "--seconds", "bench", "--declaration", "{good}", "--seconds", "-1")]
    [InlineData(2, "64", "bench", "--declaration", "{good}", "--tokens", "65")]
    [InlineData(3, "garbage.safetensors", "bench", "{garbage}", "--declaration", "{good}")]
    public void What_is_wrong_is_said(int exitCode, string expected, params string[] arguments)
    {
        using Folder folder = new();
        string garbage = folder.Write("garbage.safetensors", "this is no checkpoint");
        string other = folder.Path("other.safetensors");
        SafetensorsWriter.Write(other, [SafetensorsTensor.FromSingles("weight", [1f, 2], 2)]);
        Dictionary<string, string> files = new()
        {
            ["{folder}"] = folder.Name,
            ["{missing}"] = folder.Path("Missing.cs"),
            ["{bad}"] = Path.Combine(Directory.CreateDirectory(folder.Path("bad")).FullName, "Model.cs"),
            ["{wrong}"] = Path.Combine(Directory.CreateDirectory(folder.Path("wrong")).FullName, "Model.cs"),
            ["{good}"] = folder.Write("Good.cs", "[TokenEmbedding(50), Positions(64), Encoder(16, 2, 32), Pool(Pooling.Mean)] partial class Good;"),
            ["{linear}"] = folder.Write("Linear.cs", "[Linear(4, 4)] partial class M;"),
            ["{two}"] = folder.Write("Two.cs", "[Linear(4, 4)] partial class One; [Linear(4, 4)] partial class Two;"),
            ["{garbage}"] = garbage,
            ["{other}"] = other,
        };
        File.WriteAllText(files["{bad}"], "this is no C#");
        File.WriteAllText(files["{wrong}"], "using ShapeGen;\n[Encoder(Embed = 15, Heads = 2, Ffn = 32)] partial class M;");
        ToolResult result = Shapegen([.. arguments.Select(argument => files.Aggregate(argument, (text, file) => text.Replace(file.Key, file.Value, StringComparison.Ordinal)))]);
        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Error}");
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in shapegen", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    /// <summary>A recorded reference of PyTorch beside the tests of numerics: the tool declares the model from its checkpoint, and draws the attention to the recorded input.</summary>
    [Fact]
    public void A_checkpoint_and_an_input_are_enough()
    {
        using Folder folder = new();
        string goldens = Path.Combine(Folder.Repository, "tests", "ShapeGen.Numerics.Tests", "Goldens", "Traces");
        ToolResult result = Shapegen("explain", Path.Combine(goldens, "bert.safetensors"), "--input", Path.Combine(goldens, "bert.io.safetensors"), "-o", folder.Path("page.html"), "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        System.Text.Json.Nodes.JsonNode json = System.Text.Json.Nodes.JsonNode.Parse(result.Output)!;
        Assert.True(json["attentionMaps"]!.GetValue<int>() > 0);
        Assert.Contains("remark: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("bert.safetensors", File.ReadAllText(folder.Path("page.html")), StringComparison.Ordinal);
    }
}
