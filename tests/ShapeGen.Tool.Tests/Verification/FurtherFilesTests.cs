using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ShapeGen.Tool.Tests.Verification;

/// <summary>The commands that run a model, on a checkpoint in several files: they open all that the declaration names.</summary>
public class FurtherFilesTests : ToolTests, IDisposable
{
    private readonly Folder _folder = new();

    private readonly string _declaration;

    /// <summary>The golden case LaBSE as a user has it: encoder, <c>Dense</c> module, and a reference with its last stage.</summary>
    public FurtherFilesTests()
    {
        string golden = Path.Combine(Folder.Repository, "tests", "ShapeGen.Numerics.Tests", "Goldens", "Embedders", "labse");
        Directory.CreateDirectory(_folder.Path("2_Dense"));
        foreach (string file in new[] { "model.safetensors", "2_Dense/model.safetensors" })
        {
            File.Copy(Path.Combine(golden, file), _folder.Path(file));
        }

        string path = Path.Combine(golden, "reference.safetensors");
        using SafetensorsFile reference = SafetensorsFile.Open(path);
        string[] lengths = reference.Metadata["lengths"].Split(',');
        SafetensorsWriter.Write(_folder.Path("reference.safetensors"),
        [
            Integers("input.ids", Raw(path, "ids")), Integers("input.types", Raw(path, "types")),
            Integers("input.lengths", MemoryMarshal.AsBytes<int>(Array.ConvertAll(lengths, int.Parse)).ToArray()),
            SafetensorsTensor.FromSingles("normalized", reference.ReadSingles("expected"), lengths.Length, 17),
        ]);
        _declaration = _folder.Write("Model.cs", $"[{reference.Metadata["declaration"]}] partial class LaBse;");
    }

    private string Checkpoint => _folder.Path("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Verify_compares_the_result_of_all_files()
    {
        ToolResult result = Run("verify", Checkpoint, "--reference", _folder.Path("reference.safetensors"), "--declaration", _declaration, "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement stage = Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("stages").EnumerateArray());
        Assert.Equal("normalized", stage.GetProperty("name").GetString());
        Assert.InRange(stage.GetProperty("relativeError").GetDouble(), 1e-12, 4e-6);
    }

    [Fact]
    public void Explain_and_bench_open_them_too()
    {
        ToolResult page = Run("explain", Checkpoint, "--declaration", _declaration, "--input", _folder.Path("reference.safetensors"), "-o", _folder.Path("page.html"));
        Assert.True(page.ExitCode == 0, page.Error);
        Assert.Contains("2_Dense.linear.weight", File.ReadAllText(_folder.Path("page.html")), StringComparison.Ordinal);
        ToolResult bench = Run("bench", Checkpoint, "--declaration", _declaration, "--tokens", "8", "--seconds", "0.1");
        Assert.True(bench.ExitCode == 0, bench.Error);
    }

    [Theory]
    [InlineData("verify", "--reference", "{reference}")]
    [InlineData("explain", "--input", "{reference}", "-o", "{page}")]
    [InlineData("bench", "--seconds", "0.1")]
    public void A_missing_file_is_named_with_the_one_beside_it(string command, params string[] options)
    {
        File.Delete(_folder.Path("2_Dense/model.safetensors"));
        ToolResult result = Run([command, Checkpoint, "--declaration", _declaration, .. options.Select(option => option.Replace("{reference}", _folder.Path("reference.safetensors")).Replace("{page}", _folder.Path("page.html")))]);
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains($"the further file '2_Dense/model.safetensors' is missing: there is no '{_folder.Path("2_Dense/model.safetensors")}' next to '{Checkpoint}'", result.Error, StringComparison.Ordinal);
    }

    private ToolResult Run(params string[] arguments) => Shapegen(arguments);

    private static SafetensorsTensor Integers(string name, byte[] values) => new(name, TensorType.I32, [values.Length / sizeof(int)], values);

    /// <summary>The bytes of a tensor that is not of floats.</summary>
    private static byte[] Raw(string path, string tensor)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        JsonElement offsets = JsonDocument.Parse(file.AsMemory(8, header)).RootElement.GetProperty(tensor).GetProperty("data_offsets");
        return file[(8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32())];
    }
}
