using System.Text;
using System.Text.Json;
using ShapeGen.Generator.Common;
using ShapeGen.Tool.Tests.Conversion;
using ShapeGen.Tool.Tests.Inspection;
using ShapeGen.Tool.Tests.Verification;

namespace ShapeGen.Tool.Tests.Terminals;

/// <summary>Names of files, of tensors and in configurations that a terminal obeys: no command writes them as they are, not in a result and not in an error.</summary>
public class HostileNameTests : ToolTests
{
    /// <summary>A window's title, a colour, another direction of the text, ends of lines, half a pair, and what ends a quotation.</summary>
    private const string Name = "\u001b]0;PWNED\u0007\u001b[31m\u202e\u2066\u0085\u2028\v\f'\"spare";

    private const string Shown = "\\u001b]0;PWNED\\u0007\\u001b[31m\\u202e\\u2066\\u0085\\u2028\\u000b\\u000c'\"spare";

    [Fact]
    public void Inspect_shows_them_escaped()
    {
        using Folder folder = WithSpare(out string path);
        ToolResult text = Run("inspect", path, "--all");
        Assert.Equal(0, text.ExitCode);
        Assert.Contains(Shown, text.Output, StringComparison.Ordinal);

        ToolResult json = Run("inspect", path, "--json");
        Assert.Contains(JsonDocument.Parse(json.Output).RootElement.GetProperty("tensors").EnumerateArray(), tensor => tensor.GetProperty("name").GetString() == Name);
    }

    /// <summary>In the class's literal, its comment and the remarks; and the file that is written compiles.</summary>
    [Fact]
    public void Declare_writes_them_escaped()
    {
        using Folder folder = WithSpare(out string path);
        string source = folder.Path("Model.cs");
        ToolResult refused = Run("declare", path, "-o", source);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(Shown, refused.Error, StringComparison.Ordinal);

        ToolResult result = Run("declare", path, "-o", source, "--layers-only");
        Assert.True(result.ExitCode == 0, result.Error);
        string text = System.IO.File.ReadAllText(source);
        Assert.Equal(text, FileText.VisibleLines(text));
        Assert.Contains("u202e", text, StringComparison.Ordinal);

        ToolResult json = Run("declare", path, "--class", "Model", "--json", "--layers-only");
        Assert.Equal(text, JsonDocument.Parse(json.Output).RootElement.GetProperty("text").GetString());
    }

    /// <summary>A description is of no account: the model is declared, and its heads are those of the same file.</summary>
    [Theory]
    [InlineData("a\\u0085b\\u2028c\\u2029d\\u000b\\ud800")]
    [InlineData("a\u0085b\u2028c\u2029d")]
    public void A_configuration_is_read_whatever_ends_a_line_in_it(string description)
    {
        using Folder folder = new();
        System.IO.File.Copy(RecordedReference.File("bert.safetensors"), folder.Path("model.safetensors"));
        folder.Write("config.json", $$"""{"description": "{{description}}", "num_attention_heads": 3, "hidden_act": "gelu"}""");
        ToolResult result = Run("declare", folder.Name, "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("Heads = 3", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no tensor shows how many heads", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_notes_of_convert_show_them_escaped()
    {
        using ConversionFolder folder = new();
        string path = folder.Write("esc.safetensors", File(Name));
        Assert.Equal(0, Run("convert", path, "-o", folder.Output, "--map", "*=x*").ExitCode);

        // The message names the tensor that two rules would call the same.
        ToolResult refused = Run("convert", folder.Write("two.safetensors", File(Name, "b")), "-o", folder.At("o.safetensors"), "--map", "*=x");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("\\u001b", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_show_them_escaped()
    {
        using Folder folder = new();
        string json = JsonSerializer.Serialize(Name);
        foreach (string header in new[]
        {
            $$$"""{{{{json}}}:{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""",
            $$$"""{{{{json}}}:{"dtype":{{{json}}},"shape":[2],"data_offsets":[0,4]}}""",
            $$$"""{"a":{{{{json}}}:1}}""",
            "{\u0085\u202e}",
        })
        {
            System.IO.File.WriteAllBytes(folder.Path("model.safetensors"), [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), 0, 0, 0, 0]);
            foreach (string command in new[] { "inspect", "declare", "explain", "bench" })
            {
                Assert.Equal(3, Run(command, folder.Path("model.safetensors")).ExitCode);
            }
        }

        foreach (string index in new[]
        {
            $$$"""{"weight_map":{"a":{{{json}}}}}""",
            $$$"""{"weight_map":{{{{json}}}:"../x"}}""",
            $$$"""{"weight_map":{{{{json}}}:"a",{{{json}}}:"b"}}""",
            $$$"""{"weight_map":{{{{json}}}:"missing.safetensors"}}""",
            "{\u0085\u202e}",
        })
        {
            string path = folder.Write("model.safetensors.index.json", index);
            Assert.Equal(3, Run("inspect", path).ExitCode);
            Assert.Equal(3, Run("convert", path, "-o", folder.Path("o.safetensors")).ExitCode);
        }

        // The command line itself is from a file where a shell puts in its names.
        Assert.Equal(3, Run("inspect", folder.Path("\u001b[31m\u202e.safetensors")).ExitCode);
        Assert.Equal(2, Run("\u001b[31m\u202e").ExitCode);
    }

    /// <summary>A folder of another format is refused with a command that a shell takes as it is.</summary>
    [Fact]
    public void A_command_that_is_suggested_is_quoted()
    {
        using Folder folder = new();
        string path = folder.Path("it's $(x).npy");
        System.IO.File.WriteAllBytes(path, [0x93, .. "NUMPY\u0001\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"u8]);
        ToolResult result = Run("inspect", path);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"shapegen convert '{folder.Name}/it'\\''s $(x).npy' --output '{folder.Name}/it'\\''s $(x).safetensors'", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs a command, and checks what holds for whatever it writes.</summary>
    private ToolResult Run(params string[] arguments)
    {
        ToolResult result = Shapegen(arguments);
        foreach (string written in new[] { result.Output, result.Error })
        {
            Assert.Equal(written, FileText.VisibleLines(written));
        }

        Assert.DoesNotContain("bug in shapegen", result.Error, StringComparison.Ordinal);
        return result;
    }

    /// <summary>A model, and a tensor beside it.</summary>
    private static Folder WithSpare(out string path)
    {
        Folder folder = new();
        path = folder.Path("model.safetensors");
        SafetensorsWriter.Write(path, [.. GoldenCheckpoint.Tensors(RecordedReference.File("bert.safetensors"), ""), SafetensorsTensor.FromSingles(Name, [1f], 1)]);
        return folder;
    }

    private static byte[] File(params string[] names)
    {
        MemoryStream bytes = new();
        SafetensorsWriter.Write(bytes, [.. names.Select(name => SafetensorsTensor.FromSingles(name, [1f], 1))]);
        return bytes.ToArray();
    }
}
