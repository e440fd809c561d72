using ShapeGen.Tool.Tests.Inspection;
using ShapeGen.Tool.Tests.Verification;

namespace ShapeGen.Tool.Tests.Compilation;

/// <summary>How a command is told its model and its weights: a file, a folder, a C# file in the place of either.</summary>
public class ChosenModelTests : ToolTests
{
    [Theory]
    [InlineData("explain", "Small.cs", "-o", "page.html")]
    [InlineData("bench", "Small.cs", "--seconds", "0.05", "--tokens", "8")]
    public void A_source_without_an_option_is_the_declaration(string command, string source, params string[] more)
    {
        using Folder folder = new();
        string path = folder.Write(source, "[TokenEmbedding(50), Encoder(16, 2, 32)] public partial class Small;");
        ToolResult result = Shapegen([command, path, "--json", .. more.Select(argument => argument == "page.html" ? folder.Path(argument) : argument)]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("\"model\": \"Small\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_its_file()
    {
        using Folder folder = Bert(out string declaration);
        ToolResult verified = Shapegen("verify", folder.Name, "--declaration", declaration, "--reference", RecordedReference.File("bert.io.safetensors"));
        Assert.True(verified.ExitCode == 0, verified.Error);
        Assert.Contains("matches the reference", verified.Output, StringComparison.Ordinal);

        ToolResult measured = Shapegen("bench", folder.Name, "--heads", "3", "--seconds", "0.05", "--tokens", "8", "--json");
        Assert.True(measured.ExitCode == 0, measured.Error);
        Assert.Contains("model.safetensors", measured.Output, StringComparison.Ordinal);

        ToolResult explained = Shapegen("explain", folder.Name, "--declaration", declaration, "-o", folder.Path("page.html"));
        Assert.True(explained.ExitCode == 0, explained.Error);
    }

    /// <summary>With a file for each half the model cannot be loaded: it is said how it can.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_of_several_files_is_refused_with_the_command_that_joins_them(bool isDeclared)
    {
        using Folder folder = Bert(out string declaration);
        List<SafetensorsTensor> tensors = GoldenCheckpoint.Tensors(folder.Path("model.safetensors"), "");
        int half = tensors.Count / 2;
        SafetensorsWriter.Write(folder.Path("a.safetensors"), tensors.Take(half));
        SafetensorsWriter.Write(folder.Path("b.safetensors"), tensors.Skip(half));
        folder.Write("model.safetensors.index.json", $"{{\"weight_map\": {{{string.Join(", ", tensors.Select((tensor, i) => $"\"{tensor.Name}\": \"{(i < half ? 'a' : 'b')}.safetensors\""))}}}}}");
        ToolResult result = Shapegen(["bench", folder.Name, .. isDeclared ? (string[])["--declaration", declaration] : []]);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal($"{folder.Name}: is a model in 2 files, but this command reads only one. Join them first: shapegen convert {folder.Name} --output model.safetensors", result.Error.TrimEnd());
    }

    [Fact]
    public void A_folder_of_another_format_is_refused_with_the_command_that_converts_it()
    {
        using Folder folder = new();
        folder.Write("pytorch_model.bin", "PK");
        string source = folder.Write("Small.cs", "[TokenEmbedding(50), Encoder(16, 2, 32)] public partial class Small;");
        ToolResult result = Shapegen("explain", folder.Name, "--declaration", source);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal($"{folder.Name}: is a folder without model.safetensors; it has pytorch_model.bin. Convert it first: shapegen convert {folder.Name} --output {folder.Path("model.safetensors")}", result.Error.TrimEnd());
    }

    [Fact]
    public void Two_sources_are_wrong_usage_and_one_is_no_checkpoint()
    {
        using Folder folder = new();
        string source = folder.Write("Small.cs", "[TokenEmbedding(50), Encoder(16, 2, 32)] public partial class Small;");
        ToolResult two = Shapegen("explain", source, "--declaration", source);
        Assert.Equal(2, two.ExitCode);
        Assert.Contains("give only one of them, and the checkpoint", two.Error, StringComparison.Ordinal);
        ToolResult inspected = Shapegen("inspect", source);
        Assert.Equal(3, inspected.ExitCode);
        Assert.Contains("is a C# file, not a checkpoint", inspected.Error, StringComparison.Ordinal);
    }

    private static Folder Bert(out string declaration)
    {
        Folder folder = new();
        File.Copy(RecordedReference.File("bert.safetensors"), folder.Path("model.safetensors"));
        declaration = folder.Write("Bert.cs", RecordedReference.Source(RecordedReference.Declaration("bert")));
        return folder;
    }
}
