using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>What is dropped, or not kept, is not looked at any further: whatever is wrong with it stops nothing.</summary>
public sealed class DroppedFirstTests : IDisposable
{
    private static readonly (string, byte[])[] Storage = [("data/0", new byte[24])];

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> PyTorch() => new()
    {
        { "complex", "complex numbers (torch.ComplexFloatStorage)" },
        { "quantised", "quantised (torch.QInt8Storage)" },
        { "unknown", "'torch.NewStorage'" },
        { "missing", "which is not in the archive" },
        { "outside", "do not fit its storage of 6 elements" },
        { "negative", "negative" },
        { "repeated", "repeats the 6 elements" },
        { "negated", "resolve_neg" },
    };

    [Theory]
    [MemberData(nameof(PyTorch))]
    public void In_a_file_of_PyTorch(string kind, string expected)
    {
        Drops(
            _folder.Write("model.pt", Pickles.Archive(Pickles.Of(pickle => Bad(pickle.Op("}(").Text("good").Tensor(6, 0, [6], [1]).Text("bad"), kind).Op("u")), Storage)),
            expected);
    }

    [Theory]
    [InlineData("C64", 8, "complex numbers")]
    [InlineData("F4", 1, "floats of 4 bits")]
    [InlineData("F6_E2M3", 3, "floats of 6 bits")]
    [InlineData("F8_E8M0", 1, "floats of 8 bits")]
    [InlineData("F8_E4M3", 1, "floats of 8 bits")]
    public void Types_of_safetensors_that_are_no_weights_are_copied_and_told(string type, int bytes, string expected)
    {
        int elements = type switch { "F4" => 2, "F6_E2M3" => 4, _ => 1 };
        string path = _folder.Write("model.safetensors", Safetensors(
            $"{{\"good\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}},\"odd\":{{\"dtype\":\"{type}\",\"shape\":[{elements}],\"data_offsets\":[4,{4 + bytes}]}}}}",
            [0, 0, 0x80, 0x3F, .. Enumerable.Range(1, bytes).Select(static i => (byte)i)]));
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(path, static request => request with { FloatType = TensorType.F16 });
        Assert.Equal(type, tensors["odd"].Type);
        Assert.Equal(System.Convert.ToHexString([.. Enumerable.Range(1, bytes).Select(static i => (byte)i)]), tensors["odd"].Bytes);
        string remark = Assert.Single(result.Remarks);
        Assert.Contains($"of type {type}, such as 'odd'", remark, StringComparison.Ordinal);
        Assert.Contains(expected, remark, StringComparison.Ordinal);
        Assert.Empty(_folder.Convert(path, static request => request with { Drop = ["odd"] }).Result.Remarks);
    }

    [Fact]
    public void A_type_of_safetensors_that_nobody_knows_is_named_with_its_tensor()
    {
        string message = _folder.Refuse(_folder.Write("model.safetensors", Safetensors("{\"odd\":{\"dtype\":\"X9\",\"shape\":[1],\"data_offsets\":[0,4]}}", new byte[4])));
        Assert.Contains("'odd' has the unknown dtype 'X9'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_ONNX_file()
    {
        byte[] good = HostileOnnxTests.RawTensor("good", 1, [1], 4);
        (byte[] Tensor, string Expected)[] bad =
        [
            (HostileOnnxTests.RawTensor("bad", 14, [1], 8), "complex numbers"),
            (HostileOnnxTests.RawTensor("bad", 1, [2], 0), "takes 8 bytes"),
            (HostileOnnxTests.RawTensor("bad", 1, [-2], 8), "negative"),
            (good, "two tensors are named 'good'"),
            ([.. HostileOnnxTests.RawTensor("bad", 1, [1], 4), (3 << 3) | 2, 0], "segment"),
        ];
        foreach ((byte[] tensor, string expected) in bad.SkipLast(2).Append(bad[^1]))
        {
            Drops(_folder.Write("model.onnx", HostileOnnxTests.Model(good, tensor)), expected);
        }

        string external = _folder.Write("model.onnx", HostileOnnxTests.Model(good, HostileOnnxTests.ExternalTensor(("location", "none.bin"))));
        Assert.Contains("'w' [2, 3] cannot be converted: its data should be in 'none.bin'", _folder.Refuse(external), StringComparison.Ordinal);
        Assert.Equal(["good"], _folder.Convert(external, static request => request with { Drop = ["w"] }).Tensors.Keys);

        string twice = _folder.Write("twice.onnx", HostileOnnxTests.Model(HostileOnnxTests.RawTensor("bad", 1, [1], 4), good, HostileOnnxTests.RawTensor("bad", 1, [1], 4)));
        Drops(twice, "two tensors are named 'bad'");

        byte[] sparse = HostileOnnxTests.Message((HostileOnnxTests.Graph, HostileOnnxTests.Message(
            (HostileOnnxTests.Initializer, good), (15, HostileOnnxTests.Message((1, HostileOnnxTests.RawTensor("bad", 1, [1], 4)))))));
        Drops(_folder.Write("sparse.onnx", sparse), "sparse");
    }

    [Fact]
    public void In_an_archive_of_NumPy()
    {
        using MemoryStream bytes = new();
        using (System.IO.Compression.ZipArchive archive = new(bytes, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("good.npy", File.ReadAllBytes(Path.Combine(ConversionFolder.Files, "version1.npy")));
            Write("bad.npy", File.ReadAllBytes(Path.Combine(ConversionFolder.Files, "object.npy")));

            void Write(string name, byte[] content)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        Drops(_folder.Write("arrays.npz", bytes.ToArray()), "Python objects");
    }

    /// <summary>Published indexes name a tied output that no file has.</summary>
    [Fact]
    public void A_tensor_that_the_index_names_and_no_file_has()
    {
        SafetensorsWriter.Write(_folder.At("part.safetensors"), [SafetensorsTensor.FromSingles("good", [1], 1)]);
        Drops(Index(("good", "part.safetensors"), ("bad", "part.safetensors")), "the index says that it is in part.safetensors, but it is not");
    }

    [Theory]
    [InlineData(null, "none.safetensors is not in its folder")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "git lfs pull")]
    public void A_file_of_several_that_is_not_there_or_is_another(string? content, string expected)
    {
        if (content is not null)
        {
            _folder.Write("none.safetensors", Encoding.UTF8.GetBytes(content));
        }

        SafetensorsWriter.Write(_folder.At("part.safetensors"), [SafetensorsTensor.FromSingles("good", [1], 1)]);
        string index = Index(("good", "part.safetensors"), ("bad", "none.safetensors"));
        Assert.Contains(expected, _folder.Refuse(index), StringComparison.Ordinal);
        Assert.Equal(["good"], _folder.Convert(index, static request => request with { Drop = ["bad"] }).Tensors.Keys);
    }

    private string Index(params (string Name, string File)[] places) => _folder.Write(
        "model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { weight_map = places.ToDictionary(static place => place.Name, static place => place.File) }));

    private void Drops(string path, string expected)
    {
        string message = _folder.Refuse(path);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("'bad'", message, StringComparison.Ordinal);
        Assert.Contains("--drop bad", message, StringComparison.Ordinal);
        Assert.Equal(["good"], _folder.Convert(path, static request => request with { Drop = ["bad"] }).Tensors.Keys);
        Assert.Equal(["new"], _folder.Convert(path, static request => request with { Keep = ["good"], Map = ["good=new"] }).Tensors.Keys);
    }

    private static Pickles Bad(Pickles pickle, string kind) => kind switch
    {
        "complex" => pickle.Tensor(3, 0, [3], [1], type: "ComplexFloatStorage"),
        "quantised" => pickle.Tensor(3, 0, [3], [1], type: "QInt8Storage"),
        "unknown" => pickle.Tensor(3, 0, [3], [1], type: "NewStorage"),
        "missing" => pickle.Tensor(6, 0, [6], [1], "7"),
        "outside" => pickle.Tensor(6, 1, [6], [1]),
        "negative" => pickle.Tensor(6, 0, [-6], [1]),
        "repeated" => pickle.Tensor(6, 0, [7], [0]),
        "negated" => pickle.Global("torch._utils", "_rebuild_tensor_v2").Op("((").Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu")
            .Number(6).Op("tQ").Number(0).Numbers(6).Numbers(1).Op(0x89).Global("collections", "OrderedDict").Op(")R}").Text("neg").Op(0x88).Op("stR"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such case."),
    };

    /// <summary>A file with any header.</summary>
    internal static byte[] Safetensors(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
