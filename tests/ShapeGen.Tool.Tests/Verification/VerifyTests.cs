using System.Text.Json;
using static ShapeGen.Tool.Tests.Verification.RecordedReference;

namespace ShapeGen.Tool.Tests.Verification;

/// <summary><c>shapegen verify</c> on what PyTorch computed: right declarations, wrong ones, bad files.</summary>
public class VerifyTests : ToolTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shapegen-verify-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("bert", 30)]
    [InlineData("vit", 28)]
    [InlineData("encoder", 25)]
    [InlineData("encoder_pre_norm", 26)]
    [InlineData("rotary", 26)]
    [InlineData("rotary_pairs", 28)]
    [InlineData("alibi", 26)]
    [InlineData("local", 38)]
    public void The_right_declaration_equals_the_reference(string name, int atLeast)
    {
        ToolResult result = Verify(name, Declaration(name), "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.True(json.GetProperty("isEqual").GetBoolean());
        Assert.False(json.TryGetProperty("departure", out _));
        JsonElement[] stages = [.. json.GetProperty("stages").EnumerateArray()];
        Assert.True(stages.Length >= atLeast, $"{stages.Length} stages");
        Assert.All(stages, stage => Assert.InRange(stage.GetProperty("relativeError").GetDouble(), 0, 4e-6));
        Assert.Contains(stages, stage => stage.GetProperty("largestError").GetDouble() > 0);
    }

    [Theory]
    [InlineData("bert", "Activation.Gelu,", "Activation.GeluTanh,", "layers.0.hidden", "write Activation = Activation.Gelu")]
    [InlineData("bert", ", Epsilon = 1e-12f", ", Epsilon = 1e-3f", "layers.0.norm1", "write Epsilon = 1e-12f")]
    [InlineData("bert", "Heads = 3", "Heads = 4", "layers.0.context", "write Heads = 3")]
    public void The_tool_names_stage_and_cause(string name, string right, string wrong, string stage, string cause)
    {
        ToolResult result = Verify(name, Wrong(name, right, wrong));
        Assert.True(result.ExitCode == 1, result.Error);
        Assert.Contains($"The first stage whose result departs from the reference is {stage}: largest error ", result.Output, StringComparison.Ordinal);
        Assert.Contains("The cause: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(cause + ".", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2, 1, "q, v, k")]
    [InlineData(1, 0, 2, "k, q, v")]
    public void A_file_whose_queries_keys_and_values_are_in_another_order(int first, int second, int third, string order)
    {
        string checkpoint = Rewrite(File("encoder.safetensors"), "shuffled.safetensors", (name, values, shape) => name.Contains("in_proj", StringComparison.Ordinal)
            ? [.. new[] { first, second, third }.SelectMany(part => values.AsSpan(part * values.Length / 3, values.Length / 3).ToArray())]
            : values);
        ToolResult result = Run(checkpoint, File("encoder.io.safetensors"), Declaration("encoder"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"the rows in the order {order}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_wrong_number_is_found_at_its_place_and_nothing_is_made_up()
    {
        string checkpoint = Rewrite(File("encoder.safetensors"), "changed.safetensors", (name, values, shape) =>
        {
            if (name == "layers.1.linear2.bias")
            {
                values[7] += 0.5f;
            }

            return values;
        });
        ToolResult result = Run(checkpoint, File("encoder.io.safetensors"), Declaration("encoder"), "--json");
        Assert.Equal(1, result.ExitCode);
        JsonElement departure = JsonDocument.Parse(result.Output).RootElement.GetProperty("departure");
        Assert.Equal(("layers.1.ffn2", 7), (departure.GetProperty("stage").GetString(), departure.GetProperty("column").GetInt32()));
        Assert.Equal(0.5, departure.GetProperty("ours").GetDouble() - departure.GetProperty("reference").GetDouble(), 5);
        Assert.False(departure.TryGetProperty("cause", out _));
    }

    /// <summary>What comes before a departure is right where the reference has it, and unknown where it does not.</summary>
    [Theory]
    [InlineData("all", "All stages before it match.")]
    [InlineData("none", "The reference has none of the ")]
    [InlineData("some", "Of the stages before it, 1 match and ")]
    public void What_is_known_of_the_stages_before_is_said(string before, string said)
    {
        string checkpoint = Rewrite(File("encoder.safetensors"), "changed.safetensors", (name, values, shape) =>
        {
            if (name == "layers.1.linear2.bias")
            {
                values[7] += 0.5f;
            }

            return values;
        });
        string reference = Rewrite(File("encoder.io.safetensors"), "later.safetensors", (name, values, shape) =>
            before == "all" || name.StartsWith("input.", StringComparison.Ordinal) || name.StartsWith("layers.1.ffn2", StringComparison.Ordinal) || (before == "some" && name == "layers.0.output") ? values : null);
        ToolResult result = Run(checkpoint, reference, Declaration("encoder"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"The cause cannot be found from the reference. {said}", result.Output, StringComparison.Ordinal);
        Assert.Equal(before != "all", result.Output.Contains("layers.0.context", StringComparison.Ordinal) && result.Output.Contains("the cause may be in", StringComparison.Ordinal));
    }

    /// <summary>Without a declaration, the tool's own is run: what no tensor tells, the heads, is given.</summary>
    [Fact]
    public void A_checkpoint_alone_is_declared_by_the_tool()
    {
        ToolResult result = Shapegen("verify", File("bert.safetensors"), "--reference", File("bert.io.safetensors"), "--heads", "3");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("layers.1.output", result.Output, StringComparison.Ordinal);
        Assert.Contains("matches the reference", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tolerance_is_the_users()
    {
        string wrong = Declaration("bert").Replace("Activation.Gelu,", "Activation.GeluTanh,", StringComparison.Ordinal);
        Assert.Equal(0, Verify("bert", wrong, "--tolerance", "0.01").ExitCode);
        Assert.Equal(1, Verify("bert", Declaration("bert"), "--tolerance", "0").ExitCode);
        Assert.Equal(2, Verify("bert", Declaration("bert"), "--tolerance", "2").ExitCode);
    }

    [Fact]
    public void A_reference_without_an_input_is_a_bad_file()
    {
        string reference = Rewrite(File("encoder.io.safetensors"), "noinput.safetensors", (name, values, shape) => name.StartsWith("input.", StringComparison.Ordinal) ? null : values);
        ToolResult result = Run(File("encoder.safetensors"), reference, Declaration("encoder"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("input.features", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_of_another_shape_is_a_bad_file_with_both_shapes()
    {
        string reference = Rewrite(File("encoder.io.safetensors"), "short.safetensors", (name, values, shape) =>
        {
            if (name == "layers.1.context")
            {
                shape[0] = 100;
                return values[..1200];
            }

            return values;
        });
        ToolResult result = Run(File("encoder.safetensors"), reference, Declaration("encoder"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'layers.1.context' has the shape [100, 12], but the model's is [230, 12]", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_under_other_names_are_a_bad_file()
    {
        string reference = Rewrite(File("encoder.io.safetensors"), "names.safetensors", (name, values, shape) => values, name => name.StartsWith("input.", StringComparison.Ordinal) ? name : "x." + name);
        ToolResult result = Run(File("encoder.safetensors"), reference, Declaration("encoder"));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'embedded'", result.Error, StringComparison.Ordinal);
        Assert.Contains("'x.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_the_model_does_not_have_is_a_bad_file()
    {
        ToolResult result = Verify("bert", Declaration("bert").Replace("Types = 2", "Types = 2, Scale = 1", StringComparison.Ordinal).Replace("Positions(48)", "Positions(48, Offset = 20)", StringComparison.Ordinal));
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("its input does not fit the model", result.Error, StringComparison.Ordinal);
        Assert.Contains("40", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_and_missing_files_and_wrong_declarations_are_bad_files()
    {
        string cut = Path.Combine(_folder.FullName, "cut.safetensors");
        System.IO.File.WriteAllBytes(cut, System.IO.File.ReadAllBytes(File("encoder.io.safetensors"))[..5000]);
        Assert.Equal(3, Run(File("encoder.safetensors"), cut, Declaration("encoder")).ExitCode);
        Assert.Equal(3, Run(File("encoder.safetensors"), Path.Combine(_folder.FullName, "none.safetensors"), Declaration("encoder")).ExitCode);
        ToolResult misfit = Run(File("bert.safetensors"), File("encoder.io.safetensors"), Declaration("encoder"));
        Assert.Equal(3, misfit.ExitCode);
        Assert.Contains("missing", misfit.Error, StringComparison.Ordinal);
        ToolResult wrong = Run(File("encoder.safetensors"), File("encoder.io.safetensors"), Declaration("encoder").Replace("Heads = 2", "Heads = 5", StringComparison.Ordinal));
        Assert.Equal(3, wrong.ExitCode);
        Assert.Contains("SHG", wrong.Error, StringComparison.Ordinal);
    }

    private ToolResult Verify(string name, string declaration, params string[] options) => Run(File(name + ".safetensors"), File(name + ".io.safetensors"), declaration, options);

    private ToolResult Run(string checkpoint, string reference, string declaration, params string[] options)
    {
        string path = Path.Combine(_folder.FullName, "Model.cs");
        System.IO.File.WriteAllText(path, Source(declaration));
        return Shapegen(["verify", checkpoint, "--reference", reference, "--declaration", path, .. options]);
    }

    /// <summary>Writes a file with other numbers, without what comes out as null.</summary>
    private string Rewrite(string source, string name, Func<string, float[], int[], float[]?> change, Func<string, string>? rename = null) =>
        RecordedReference.Rewrite(source, Path.Combine(_folder.FullName, name), change, rename);
}
