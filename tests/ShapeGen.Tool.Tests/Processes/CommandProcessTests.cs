using System.Text.Json;
using ShapeGen.Tool.Tests.Conversion;
using ShapeGen.Tool.Tests.Verification;

namespace ShapeGen.Tool.Tests.Processes;

/// <summary>Each command once as a process: it ends, says and writes as <c>Main</c> does in this process, where the other tests of the first tier run it.</summary>
public sealed class CommandProcessTests
{
    [Theory]
    [InlineData("inspect", "{bert}")]
    [InlineData("declare", "{bert}", "--heads", "3", "--output", "written.cs")]
    [InlineData("convert", "{state}", "--output", "written.safetensors")]
    [InlineData("verify", "{bert}", "--heads", "3", "--reference", "{reference}")]
    [InlineData("explain", "{bert}", "--input", "{reference}", "--output", "written.html")]
    [InlineData("inspect", "nowhere.safetensors")]
    [InlineData("inspekt")]
    public void It_is_Main_in_a_process(params string[] arguments)
    {
        Dictionary<string, string> files = new()
        {
            ["{bert}"] = RecordedReference.File("bert.safetensors"),
            ["{reference}"] = RecordedReference.File("bert.io.safetensors"),
            ["{state}"] = Path.Combine(ConversionFolder.Files, "state.pt"),
        };
        using Folder folder = new();
        string[] command = [.. arguments.Select(argument => files.TryGetValue(argument, out string? path) ? path : argument.Contains('.', StringComparison.Ordinal) ? folder.Path(argument) : argument)];

        (ToolResult process, byte[] written) = (ToolProcess.Run(command), Written());
        (ToolResult main, byte[] writtenByMain) = (ToolInProcess.Run(command), Written());
        Assert.Equal(main, process);
        Assert.Equal(writtenByMain, written);
        Assert.Equal(arguments.Any(argument => argument.StartsWith("written", StringComparison.Ordinal)), written.Length > 0);

        byte[] Written()
        {
            string? file = Directory.GetFiles(folder.Name).SingleOrDefault();
            byte[] bytes = file is null ? [] : File.ReadAllBytes(file);
            if (file is not null)
            {
                File.Delete(file);
            }

            return bytes;
        }
    }

    /// <summary>What it measures differs from run to run.</summary>
    [Fact]
    public void Bench_measures_in_a_process()
    {
        ToolResult result = ToolProcess.Run("bench", RecordedReference.File("bert.safetensors"), "--heads", "3", "--seconds", "0.05", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument figures = JsonDocument.Parse(result.Output);
        Assert.True(figures.RootElement.GetProperty("tokensPerSecond").GetDouble() > 0);
    }
}
