using System.Text;
using System.Text.Json;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Indexes, folders and files that are something else.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{\"weight_map\": {\"a\": \"../secret.safetensors\"}}", "'../secret.safetensors'")]
    [InlineData("{\"weight_map\": {\"a\": \"/etc/passwd\"}}", "'/etc/passwd'")]
    [InlineData("{\"weight_map\": {\"a\": \"..\"}}", "'..'")]
    [InlineData("{\"weight_map\": {\"a\": 7}}", "'7'")]
    [InlineData("{\"weight_map\": {\"a\": \"none.safetensors\"}}", "none.safetensors is not in its folder")]
    [InlineData("{\"weight_map\": {\"a\": \"part.safetensors\", \"b\": \"part.safetensors\"}}", "'b' cannot be converted: the index says that it is in part.safetensors")]
    [InlineData("{\"weight_map\": {\"a\": \"part.safetensors\", \"a\": \"part.safetensors\"}}", "twice")]
    [InlineData("{\"weight_map\": {\"a\": \"model.safetensors.index.json\"}}", "is also an index")]
    [InlineData("{\"weight_map\": {}}", "no tensors")]
    [InlineData("{\"weights\": {}}", "weight_map")]
    [InlineData("[]", "weight_map")]
    [InlineData("{\"weight_map\": {\"a\":", "not JSON")]
    [InlineData("", "not JSON")]
    public void Indexes_name_files_beside_them(string index, string expected)
    {
        SafetensorsWriter.Write(_folder.At("part.safetensors"), [SafetensorsTensor.FromSingles("a", [1], 1)]);
        string message = _folder.Refuse(_folder.Write("model.safetensors.index.json", Encoding.UTF8.GetBytes(index)));
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_that_the_index_does_not_name_are_left_out_and_told()
    {
        SafetensorsWriter.Write(_folder.At("part.safetensors"), [SafetensorsTensor.FromSingles("a", [1], 1), SafetensorsTensor.FromSingles("b", [1], 1)]);
        string index = _folder.Write("model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { weight_map = new { a = "part.safetensors" } }));
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(index);
        Assert.Equal(["a"], tensors.Keys);
        Assert.Contains("'b'", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_checkpoint_says_what_it_looked_for()
    {
        string folder = Path.GetDirectoryName(_folder.Write("empty/readme.txt", [1]))!;
        Assert.Contains("model.safetensors.index.json", _folder.Refuse(folder), StringComparison.Ordinal);
        _folder.Write("empty/model-00001-of-00002.safetensors", [1]);
        Assert.Contains("model-00001-of-00002.safetensors", _folder.Refuse(folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull")]
    [InlineData("\u0089HDF\r\n\u001a\n", "np.savez")]
    [InlineData("GGUF\u0003\0\0\0", "quantised")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\u001f\u008b\u0008\0\0\0", "gunzip")]
    [InlineData("\u0080\u0004\u0095", "not a zip archive")]
    [InlineData("hello world, hello", "text, not a checkpoint")]
    [InlineData("", "empty")]
    [InlineData("PK\u0003\u0004", "damaged or truncated")]
    [InlineData("PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "neither data.pkl")]
    [InlineData("\u0008\0\0\0\0\0\0\0{", "not a valid safetensors file")]
    public void Other_files_are_known(string content, string expected) =>
        Assert.Contains(expected, _folder.Refuse(_folder.Write("file.bin", Encoding.Latin1.GetBytes(content))), StringComparison.Ordinal);

    [Fact]
    public void A_file_of_another_format_than_asked_for_is_refused()
    {
        string array = Path.Combine(ConversionFolder.Files, "version1.npy");
        foreach (CheckpointFormat format in Enum.GetValues<CheckpointFormat>().Except([CheckpointFormat.Npy]))
        {
            Assert.Contains("version1.npy", _folder.Refuse(array, request => request with { Format = format }), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_of_other_formats_are_wrong_usage()
    {
        string array = Path.Combine(ConversionFolder.Files, "version1.npy");
        Assert.Contains("--names", _folder.Refuse(array, request => request with { Reading = new() { UseNodeNames = true } }, Console.ExitCode.Usage), StringComparison.Ordinal);
        Assert.Contains("--root", _folder.Refuse(array, request => request with { Reading = new() { Root = "model" } }, Console.ExitCode.Usage), StringComparison.Ordinal);
    }
}
