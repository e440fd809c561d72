using System.Text;
using System.Text.Json;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Tensors that a writer kept once, and that have several names: each name is there afterwards.</summary>
public sealed class AliasTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_names_of_the_metadata_are_tensors()
    {
        string path = _folder.At("model.safetensors");
        SafetensorsWriter.Write(
            path,
            [SafetensorsTensor.FromSingles("lm_head.weight", [1, 2], 2), SafetensorsTensor.FromSingles("pt", [3], 1)],
            new Dictionary<string, string>
            {
                ["format"] = "pt", ["embed.weight"] = "lm_head.weight", ["note"] = "no tensor of this name", ["pt"] = "lm_head.weight",
            });
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(["embed.weight", "lm_head.weight", "pt"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Golden.Of([1, 2], 2), tensors["embed.weight"]);
        Assert.Equal(Golden.Of([3], 1), tensors["pt"]);
        Assert.Equal(["lm_head.weight", "embed.weight"], Assert.Single(result.Duplicates));
        using SafetensorsFile file = SafetensorsFile.Open(_folder.Output);
        Assert.Equal(["format", "note", "pt"], file.Metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_of_the_metadata_can_be_mapped_kept_and_dropped()
    {
        string path = _folder.At("model.safetensors");
        SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("lm_head.weight", [1, 2], 2)], new Dictionary<string, string> { ["embed.weight"] = "lm_head.weight" });
        Assert.Equal(["lm_head.weight"], _folder.Convert(path, static request => request with { Drop = ["embed.*"] }).Tensors.Keys);
        (_, Dictionary<string, Golden> tensors) = _folder.Convert(path, static request => request with { Keep = ["embed.*"], Map = ["embed.*=tokens.*"], FloatType = TensorType.F16 });
        Assert.Equal(new Golden("F16", "2", "003C0040"), Assert.Single(tensors).Value);
        Assert.True(tensors.ContainsKey("tokens.weight"));
    }

    /// <summary>As when the model is loaded: entries are followed, and a cycle ends.</summary>
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("model.safetensors.index.json")]
    public void A_name_may_lead_to_another_one(string file)
    {
        Dictionary<string, string> metadata = new() { ["output.weight"] = "embed.weight", ["embed.weight"] = "lm_head.weight", ["a"] = "b", ["b"] = "a" };
        SafetensorsWriter.Write(_folder.At("model.safetensors"), [SafetensorsTensor.FromSingles("lm_head.weight", [1, 2], 2)], metadata);
        _folder.Write("model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { weight_map = new Dictionary<string, string> { ["lm_head.weight"] = "model.safetensors" } }));
        Dictionary<string, Golden> tensors = _folder.Convert(_folder.At(file)).Tensors;
        Assert.Equal(["embed.weight", "lm_head.weight", "output.weight"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Golden.Of([1, 2], 2), tensors["output.weight"]);
    }

    /// <summary>Of one file, of its neighbour, and of the index.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void The_names_of_several_files_are_tensors(bool isInFile, bool isNamedByTheIndex)
    {
        Dictionary<string, string> alias = new() { ["embed.weight"] = "lm_head.weight" };
        SafetensorsWriter.Write(_folder.At("a.safetensors"), [SafetensorsTensor.FromSingles("lm_head.weight", [1, 2], 2)], isInFile ? alias : null);
        SafetensorsWriter.Write(_folder.At("b.safetensors"), [SafetensorsTensor.FromSingles("norm", [3], 1)], isInFile ? null : new Dictionary<string, string> { ["format"] = "pt" });
        Dictionary<string, string> map = new() { ["lm_head.weight"] = "a.safetensors", ["norm"] = "b.safetensors" };
        if (isNamedByTheIndex)
        {
            map["embed.weight"] = "b.safetensors";
        }

        object metadata = isInFile ? new { total_size = 12 } : new Dictionary<string, object> { ["total_size"] = 12, ["embed.weight"] = "lm_head.weight" };
        string path = _folder.Write("model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { metadata, weight_map = map }));
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(["embed.weight", "lm_head.weight", "norm"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Golden.Of([1, 2], 2), tensors["embed.weight"]);
        Assert.Equal(2, Assert.Single(result.Duplicates).Count);
        Assert.Empty(result.Remarks);
    }

    /// <summary>PyTorch's exporter keeps one of two equal tensors and hands it on under the other's name.</summary>
    [Fact]
    public void An_Identity_of_ONNX_is_a_tensor()
    {
        byte[] graph = HostileOnnxTests.Message(
            (HostileOnnxTests.Node, Identity("a.bias", "b.bias")),
            (HostileOnnxTests.Node, Identity("b.bias", "c.bias")),
            (HostileOnnxTests.Node, Identity("c.bias", "/encoder/Identity_output_0")),
            (HostileOnnxTests.Node, Identity("input", "d.bias")),
            (HostileOnnxTests.Node, Identity("e.bias", "f.bias")),
            (HostileOnnxTests.Node, Identity("f.bias", "e.bias")),
            (HostileOnnxTests.Node, Identity("a.bias", "logits")),
            (12, HostileOnnxTests.Message((1, "logits"u8.ToArray()))),
            (HostileOnnxTests.Initializer, HostileOnnxTests.RawTensor("a.bias", 1, [2], 8)));
        string path = _folder.Write("model.onnx", HostileOnnxTests.Message((HostileOnnxTests.Graph, graph)));
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path);
        Assert.Equal(["a.bias", "b.bias", "c.bias"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["a.bias", "b.bias", "c.bias"], Assert.Single(result.Duplicates));
    }

    /// <summary>A matrix that two layers share, under a name that the exporter invented for the second.</summary>
    [Fact]
    public void An_Identity_gets_its_name_from_the_operation_that_uses_it()
    {
        byte[] graph = HostileOnnxTests.Message(
            (HostileOnnxTests.Node, Identity("onnx::MatMul_7", "onnx::MatMul_8")),
            (HostileOnnxTests.Node, HostileOnnxTests.Operation("/a/MatMul", "MatMul", "x", "onnx::MatMul_7")),
            (HostileOnnxTests.Node, HostileOnnxTests.Operation("/b/MatMul", "MatMul", "x", "onnx::MatMul_8")),
            (HostileOnnxTests.Initializer, HostileOnnxTests.RawTensor("onnx::MatMul_7", 1, [2, 3], 24)));
        string path = _folder.Write("model.onnx", HostileOnnxTests.Message((HostileOnnxTests.Graph, graph)));
        (_, Dictionary<string, Golden> named) = _folder.Convert(path, static request => request with { Reading = new() { UseNodeNames = true } });
        Assert.Equal(["a.weight", "b.weight"], named.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("3,2", named["b.weight"].Shape);
        Assert.Equal(["onnx::MatMul_7"], _folder.Convert(path).Tensors.Keys);
    }

    [Fact]
    public void A_long_chain_of_Identities_has_an_end()
    {
        (int, byte[])[] nodes = [.. Enumerable.Range(0, 200_000).Select(static i => (HostileOnnxTests.Node, Identity($"n{i}", $"n{i + 1}")))];
        string path = _folder.Write("model.onnx", HostileOnnxTests.Message((HostileOnnxTests.Graph, HostileOnnxTests.Message(
            [.. nodes, (HostileOnnxTests.Initializer, HostileOnnxTests.RawTensor("w", 1, [2], 8))]))));
        Assert.Equal(["w"], _folder.Convert(path).Tensors.Keys);
    }

    private static byte[] Identity(string input, string output) =>
        HostileOnnxTests.Message((1, Encoding.UTF8.GetBytes(input)), (2, Encoding.UTF8.GetBytes(output)), (3, "Identity_0"u8.ToArray()), (4, "Identity"u8.ToArray()));
}
