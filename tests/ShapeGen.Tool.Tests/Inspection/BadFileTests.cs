using System.Text;

namespace ShapeGen.Tool.Tests.Inspection;

/// <summary>Files that are damaged, or none: a message and the exit code 3, and never a stack trace.</summary>
public class BadFileTests : ToolTests
{
    public static TheoryData<string, byte[]> Files => new()
    {
        { "empty.safetensors", [] },
        { "short.safetensors", [1, 2, 3] },
        { "huge_header.safetensors", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'{'] },
        { "long_header.safetensors", [0, 0, 0, 0x10, 0, 0, 0, 0, (byte)'{'] },
        { "text.safetensors", Encoding.UTF8.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 90868376\n") },
        { "no_json.safetensors", WithHeader("this is no JSON", 0) },
        { "list.safetensors", WithHeader("[1, 2]", 0) },
        { "overlap.safetensors", WithHeader("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12) },
        { "cut.safetensors", WithHeader("""{"a":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}""", 100) },
        { "negative.safetensors", WithHeader("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8) },
        { "overflow.safetensors", WithHeader("""{"a":{"dtype":"F32","shape":[4611686018427387904,8],"data_offsets":[0,8]}}""", 8) },
        { "unknown_type.safetensors", WithHeader("""{"a":{"dtype":"Q4","shape":[2],"data_offsets":[0,1]}}""", 1) },
        { "nested.safetensors", WithHeader(new string('[', 50_000), 0) },
        { "model.pt", Encoding.UTF8.GetBytes("PK") },
        { "model.npy", [0x93, .. "NUMPY"u8] },
        { "model.onnx", [8, 7] },
        { "index.index.json", Encoding.UTF8.GetBytes("{ ") },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Are_refused(string name, byte[] content)
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-bad-").FullName;
        try
        {
            string path = Path.Combine(folder, name);
            File.WriteAllBytes(path, content);
            ToolResult result = Shapegen("inspect", path);
            Refused(result, name);
            if (name is "model.npy" or "model.onnx")
            {
                Assert.Contains("shapegen convert", result.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Other formats under a checkpoint's name: each command says what it is, as convert does.</summary>
    [Theory]
    [InlineData("GGUF", "this is GGUF")]
    [InlineData("<!DOCTYPE html><title>", "this is a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "this is a Git LFS pointer")]
    [InlineData("{\n  \"a\": 1 }", "JSON")]
    [InlineData("PK\u0003\u0004aaaaaaaa", "zip")]
    public void Are_called_by_what_they_are(string content, string message)
    {
        using Folder folder = new();
        folder.Write("model.safetensors", content);
        string source = folder.Write("Small.cs", "[TokenEmbedding(50), Encoder(16, 2, 32)] public partial class Small;");
        foreach (string[] arguments in new string[][] { ["inspect", folder.Name], ["declare", folder.Path("model.safetensors")], ["explain", folder.Name, "--declaration", source], ["bench", folder.Name] })
        {
            ToolResult result = Shapegen(arguments);
            Refused(result, "model.safetensors");
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void So_are_a_missing_file_and_a_folder_without_one()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-bad-").FullName;
        try
        {
            Refused(Shapegen("declare", folder), Path.GetFileName(folder));
            Refused(Shapegen("declare", Path.Combine(folder, "missing.safetensors")), "missing.safetensors");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Names and shapes that no code expects: whatever comes, it is a result or a message.</summary>
    [Fact]
    public void Strange_tensors_are_no_fault()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-bad-").FullName;
        try
        {
            string path = Path.Combine(folder, "strange.safetensors");
            SafetensorsWriter.Write(path,
            [
                Zeros("encoder.layer.0.output.dense.weight", 0, 4),
                Zeros("encoder.layer.99999999999999999999.output.dense.weight", 1),
                Zeros("encoder.layer.0.attention.output.dense.weight"),
                Zeros("encoder.layer.0.output.LayerNorm.weight", 1, 1, 1),
                Zeros("encoder.layer.0.attention.self.query.weight", 4, 4),
                Zeros("encoder.layer.0.attention.self.key.weight", 4, 4),
                Zeros("encoder.layer.0.attention.self.value.weight", 4, 4),
                Zeros("encoder.layer.0.intermediate.dense.weight", 4, 0),
                Zeros("\u001b[31mred\nlines\t{layer}.\"quoted\"", 2),
                Zeros("", 1),
                Zeros("...", 1),
            ]);
            ToolResult declared = Shapegen("declare", path);
            Assert.Equal(1, declared.ExitCode);
            Assert.DoesNotContain("   at ", declared.Error, StringComparison.Ordinal);
            ToolResult inspected = Shapegen("inspect", path);
            Assert.True(inspected.ExitCode == 0, inspected.Error);
            Assert.DoesNotContain("\u001b[31m", inspected.Output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SafetensorsTensor Zeros(string name, params long[] shape) => new(name, TensorType.F32, shape, new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]);

    private static void Refused(ToolResult result, string name)
    {
        Assert.True(result.ExitCode == 3, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.Equal("", result.Output);
        Assert.Contains(name, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static byte[] WithHeader(string header, int data) => [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];
}
