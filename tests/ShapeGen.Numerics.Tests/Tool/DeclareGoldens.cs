using System.Text.Json;
using ShapeGen.Generator.Suggestion;
using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Tool.Tests;

namespace ShapeGen.Numerics.Tests.Tool;

/// <summary>
/// <c>inspect</c> and <c>declare</c> on golden files: what they say is what the library suggests, which <see cref="SuggestionTests"/> hold against the
/// declaration that is right and PyTorch's numbers. Classes run two at a time, so each takes a part of the files.
/// </summary>
public abstract class DeclareGoldens : ToolTests
{
    private protected void Check(string name, bool withConfiguration)
    {
        SuggestionCase golden = SuggestionCase.Of(name);
        Suggestion suggested = withConfiguration ? golden.WithConfiguration() : golden.OfFileAlone();
        using GoldenFolder folder = new(golden, withConfiguration);
        Inspected(golden, suggested, folder);

        ToolResult declared = Shapegen(["declare", folder.Path, .. folder.Options(withConfiguration)]);
        Assert.True(declared.ExitCode == 0, declared.Error);
        Assert.Equal(DeclarationText.Of(suggested, "Model", null, "model.safetensors", null), declared.Output);
        Assert.Equal(string.Concat(suggested.Remarks.Select(remark => $"remark: {remark.Text}\n")), declared.Error.ReplaceLineEndings("\n"));
    }

    private void Inspected(SuggestionCase golden, Suggestion suggested, GoldenFolder folder)
    {
        ToolResult inspected = Shapegen("inspect", folder.Path, "--json");
        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Error));
        using JsonDocument json = JsonDocument.Parse(inspected.Output);
        using SafetensorsFile file = SafetensorsFile.Open(golden.Path);
        TensorInfo[] tensors = [.. file.Tensors.Where(tensor => tensor.Name.StartsWith("model.", StringComparison.Ordinal))];
        Assert.Equal(tensors.Length, json.RootElement.GetProperty("tensorCount").GetInt32());
        Assert.Equal(tensors.Sum(tensor => tensor.ElementCount), json.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal(tensors.Select(tensor => tensor.Name["model.".Length..]).Order(StringComparer.Ordinal), json.RootElement.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(suggested.Family, json.RootElement.TryGetProperty("family", out JsonElement family) ? family.GetString() : null);
    }

    /// <summary>The names of those that are measured, or of the others.</summary>
    private protected static TheoryData<string> OfProcesses(bool measured) =>
        new(SuggestionCase.OfProcesses.Where(golden => golden.IsMeasured == measured).Select(golden => golden.Name));
}

/// <summary>Whole models, and layers of published families, with HuggingFace's configuration beside them.</summary>
public class DeclareModelTests : DeclareGoldens
{
    public static TheoryData<string> Names => OfProcesses(measured: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_process_says_what_the_library_suggests(string name) => Check(name, withConfiguration: true);
}

/// <summary>Encoders over the properties, and convolutions, by the file alone.</summary>
public class DeclareEncoderTests : DeclareGoldens
{
    public static TheoryData<string> Names => OfProcesses(measured: false);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_process_says_what_the_library_suggests(string name) => Check(name, withConfiguration: false);
}
