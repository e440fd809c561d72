using System.Text.Json;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary><c>shapegen convert</c>.</summary>
public class ConvertCommandTests : ToolTests, IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_is_converted_and_summed_up()
    {
        ToolResult result = Shapegen(
            "convert", File("state.pt"), "-o", _folder.Output, "--map", "embed.*=embeddings.*", "--drop", "int*", "--drop", "empty", "--type", "F16");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains("13 tensors", result.Output, StringComparison.Ordinal);
        Assert.Contains("renamed 1, dropped 5", result.Output, StringComparison.Ordinal);
        Dictionary<string, Golden> tensors = Golden.Read(_folder.Output);
        Assert.Equal("F16", tensors["embeddings.weight"].Type);
        Assert.Equal(13, tensors.Count);
    }

    [Fact]
    public void Programs_read_JSON()
    {
        ToolResult result = Shapegen("convert", File("exported.onnx"), "--output", _folder.Output, "--names", "node", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal("onnx", json.RootElement.GetProperty("format").GetString());
        Assert.Equal(5, json.RootElement.GetProperty("tensors").GetInt32());
        Assert.Equal(new FileInfo(_folder.Output).Length, json.RootElement.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void A_pickle_that_calls_a_program_is_refused_and_the_program_does_not_run()
    {
        string proof = _folder.At("proof");
        byte[] pickle = Pickles.Of(pickle => pickle.Global("posix", "system").Text($"touch {proof}").Op(0x85).Op("R"));
        ToolResult result = Shapegen("convert", _folder.Write("evil.pt", Pickles.Archive(pickle)), "-o", _folder.Output);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'posix.system'", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Empty(result.Output);
        Assert.False(System.IO.File.Exists(proof));
        Assert.False(System.IO.File.Exists(_folder.Output));
    }

    [Fact]
    public void A_missing_file_is_one_line()
    {
        ToolResult result = Shapegen("convert", _folder.At("none.onnx"), "-o", _folder.Output);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("none.onnx", Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_type_is_wrong_usage()
    {
        ToolResult result = Shapegen("convert", File("state.pt"), "-o", _folder.Output, "--type", "I8");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("I8", result.Error, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(_folder.Output));
    }

    private static string File(string name) => Path.Combine(ConversionFolder.Files, name);
}
