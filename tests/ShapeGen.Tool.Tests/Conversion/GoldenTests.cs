using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Files that PyTorch, NumPy and ONNX's library wrote, and what is in them, bit by bit.</summary>
public sealed class GoldenTests
{
    [Theory]
    [InlineData("state.pt", "PyTorch", 18)]
    [InlineData("protocol4.pt", "PyTorch", 18)]
    [InlineData("training.pt", "PyTorch", 4)]
    [InlineData("parameter.pt", "PyTorch", 3)]
    [InlineData("arrays.npz", "Npz", 21)]
    [InlineData("compressed.npz", "Npz", 21)]
    [InlineData("version1.npy", "Npy", 1)]
    [InlineData("version2.npy", "Npy", 1)]
    [InlineData("version3.npy", "Npy", 1)]
    [InlineData("typed.onnx", "Onnx", 28)]
    [InlineData("external.onnx", "Onnx", 3)]
    [InlineData("shards-pytorch", "Sharded", 3)]
    [InlineData("shards-safetensors", "Sharded", 3)]
    [InlineData("state.pt.expected.safetensors", "Safetensors", 18)]
    public void Every_bit_is_kept(string name, string format, int count)
    {
        using ConversionFolder folder = new();
        (ConversionResult result, Dictionary<string, Golden> tensors) = folder.Convert(Path.Combine(ConversionFolder.Files, name));
        Assert.Equal(format, result.Format.ToString());
        Assert.Equal(count, tensors.Count);
        Assert.Equal(count, result.Tensors);
        Assert.Equal(new FileInfo(folder.Output).Length, result.Bytes);
        AssertSame(name, tensors);
    }

    [Fact]
    public void Every_dictionary_is_read_where_all_are_asked_for()
    {
        using ConversionFolder folder = new();
        (_, Dictionary<string, Golden> tensors) = folder.Convert(
            Path.Combine(ConversionFolder.Files, "training.pt"), request => request with { Reading = new() { Root = "." } });
        AssertSame("training-all.pt", tensors);
        Assert.Contains("optimizer.state.0.exp_avg", tensors.Keys);
    }

    [Fact]
    public void A_dictionary_is_chosen_by_its_path()
    {
        using ConversionFolder folder = new();
        string training = Path.Combine(ConversionFolder.Files, "training.pt");
        (ConversionResult result, Dictionary<string, Golden> tensors) = folder.Convert(training, request => request with { Reading = new() { Root = "optimizer.state.1" } });
        Assert.Equal(["exp_avg", "exp_avg_sq", "step"], tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(result.Remarks);
        string message = folder.Refuse(training, request => request with { Reading = new() { Root = "weights" } });
        Assert.Contains("'weights'", message, StringComparison.Ordinal);
        Assert.Contains("'model'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_is_told()
    {
        using ConversionFolder folder = new();
        (ConversionResult result, _) = folder.Convert(Path.Combine(ConversionFolder.Files, "training.pt"));
        Assert.Contains("'optimizer'", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Tied_weights_are_told_and_others_are_not()
    {
        using ConversionFolder folder = new();
        (ConversionResult result, _) = folder.Convert(Path.Combine(ConversionFolder.Files, "state.pt"));
        Assert.Equal(["embed.weight", "head.weight"], Assert.Single(result.Duplicates));
    }

    [Fact]
    public void An_exported_model_gets_its_names_and_shapes_back_from_its_operations()
    {
        using ConversionFolder folder = new();
        string exported = Path.Combine(ConversionFolder.Files, "exported.onnx");
        (ConversionResult asIs, Dictionary<string, Golden> anonymous) = folder.Convert(exported);
        Assert.Contains(asIs.Remarks, static remark => remark.Contains("--names node", StringComparison.Ordinal) && remark.Contains("'layers.0.first.weight'", StringComparison.Ordinal));
        Assert.Equal(2, anonymous.Keys.Count(static name => name.StartsWith("onnx::MatMul_", StringComparison.Ordinal)));

        (_, Dictionary<string, Golden> named) = folder.Convert(exported, request => request with { Reading = new() { UseNodeNames = true } });
        AssertSame("exported.onnx", named);
    }

    [Fact]
    public void The_file_is_the_one_that_the_runtimes_writer_makes()
    {
        using ConversionFolder folder = new();
        string golden = Path.Combine(ConversionFolder.Files, "state.pt.expected.safetensors");
        folder.Convert(golden);
        byte[] bytes = File.ReadAllBytes(golden);
        using SafetensorsFile file = SafetensorsFile.Open(golden);
        byte[] expected = SafetensorsWriter.ToBytes(file.Tensors.Select(
            tensor => new SafetensorsTensor(tensor.Name, tensor.Type, [.. tensor.Shape], bytes.AsMemory((int)tensor.Offset, (int)tensor.ByteCount))));
        Assert.Equal(expected, File.ReadAllBytes(folder.Output));
    }

    [Theory]
    [InlineData("legacy.pt", "PyTorch before 1.6", "torch.save(torch.load(")]
    [InlineData("module.pt", "'torch.nn.modules.container.Sequential'", "model.state_dict()")]
    [InlineData("script.pt", "TorchScript", "state_dict()")]
    [InlineData("complex.pt", "'complex' [2]", "--drop complex")]
    [InlineData("object.npy", "Python objects", "Save an array of numbers")]
    [InlineData("mixed.npz", "'words' [2]", "--drop words")]
    public void What_cannot_be_read_says_what_to_do(string name, string what, string todo)
    {
        using ConversionFolder folder = new();
        string message = folder.Refuse(Path.Combine(ConversionFolder.Files, name));
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains(todo, message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_can_be_dropped()
    {
        using ConversionFolder folder = new();
        (ConversionResult result, Dictionary<string, Golden> tensors) = folder.Convert(
            Path.Combine(ConversionFolder.Files, "mixed.npz"), request => request with { Drop = ["words", "fields"] });
        AssertSame("mixed.npz", tensors);
        Assert.Equal(["fields", "words"], result.Dropped.Order(StringComparer.Ordinal));
    }

    private static void AssertSame(string name, Dictionary<string, Golden> actual)
    {
        string path = Path.Combine(ConversionFolder.Files, name);
        Dictionary<string, Golden> expected = Golden.Read(File.Exists(path + ".expected.safetensors") ? path + ".expected.safetensors" : path);
        Assert.Equal(expected.OrderBy(static pair => pair.Key, StringComparer.Ordinal), actual.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
    }
}
