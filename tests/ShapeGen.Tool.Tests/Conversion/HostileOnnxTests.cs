using System.Text;
using Google.Protobuf;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>ONNX files of every form that the format allows, and of some that it does not.</summary>
public sealed class HostileOnnxTests : IDisposable
{
    internal const int Graph = 7, Node = 1, Initializer = 5;
    private const int Dims = 1, DataType = 2, FloatData = 4, Int32Data = 5, Int64Data = 7, Name = 8, Raw = 9, External = 13, Location = 14;

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Elements_that_stand_one_by_one_are_read()
    {
        byte[] floats = Tensor("floats", 1, [3], static tensor =>
        {
            foreach (float value in new[] { 1f, 2f, 3f })
            {
                tensor.WriteTag(FloatData, WireFormat.WireType.Fixed32);
                tensor.WriteFloat(value);
            }
        });
        byte[] numbers = Tensor("numbers", 7, [4], static tensor =>
        {
            foreach (long value in new[] { -1L, 5 })
            {
                tensor.WriteTag(Int64Data, WireFormat.WireType.Varint);
                tensor.WriteInt64(value);
            }

            // Two ways in one tensor, which protocol buffers allow.
            tensor.WriteTag(Int64Data, WireFormat.WireType.LengthDelimited);
            tensor.WriteBytes(ByteString.CopyFrom(6, 7));
        });
        (_, Dictionary<string, Golden> tensors) = _folder.Convert(Write(Model(floats, numbers)));
        Assert.Equal(Golden.Of([1, 2, 3], 3), tensors["floats"]);
        Assert.Equal(new Golden("I64", "4", "FFFFFFFFFFFFFFFF050000000000000006000000000000000700000000000000"), tensors["numbers"]);
    }

    [Theory]
    [InlineData(23, "takes 24 bytes, but the file has 23")]
    [InlineData(25, "takes 24 bytes, but the file has more")]
    [InlineData(0, "takes 24 bytes, but the file has at most 1")]
    public void Lengths_must_fit_the_shape(int bytes, string expected) =>
        Assert.Contains(expected, Refuse(Model(RawTensor("w", 1, [2, 3], bytes))), StringComparison.Ordinal);

    [Theory]
    [InlineData(new long[] { -1 }, "negative")]
    [InlineData(new long[] { 1L << 62, 4 }, "overflows")]
    [InlineData(new long[] { 1L << 60 }, "takes")]
    [InlineData(new long[] { 1L << 62 }, "overflows")]
    public void Shapes_must_be_possible(long[] shape, string expected) =>
        Assert.Contains(expected, Refuse(Model(RawTensor("w", 1, shape, 4))), StringComparison.Ordinal);

    [Fact]
    public void Too_many_dimensions_are_refused() =>
        Assert.Contains("dimensions", Refuse(Model(RawTensor("w", 1, [.. Enumerable.Repeat(1L, 65)], 4))), StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 256)] // uint8
    [InlineData(3, -129)]
    [InlineData(9, 2)]
    [InlineData(10, 65536)]
    public void A_number_that_its_type_cannot_hold_is_refused(int type, int value)
    {
        byte[] tensor = Tensor("w", type, [1], writer =>
        {
            writer.WriteTag(Int32Data, WireFormat.WireType.Varint);
            writer.WriteInt32(value);
        });
        Assert.Contains($"{value}", Refuse(Model(tensor)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, "text")]
    [InlineData(14, "complex")]
    [InlineData(22, "4-bit integers")]
    [InlineData(99, "type 99")]
    public void Types_that_safetensors_lacks_are_told(int type, string expected)
    {
        string message = Refuse(Model(RawTensor("w", type, [1], 8)));
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("--drop w", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_in_the_field_of_another_type_are_refused()
    {
        byte[] tensor = Tensor("w", 1, [1], static writer =>
        {
            writer.WriteTag(Int64Data, WireFormat.WireType.Varint);
            writer.WriteInt64(1);
        });
        Assert.Contains("field 7", Refuse(Model(tensor)), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused() =>
        Assert.Contains("two tensors are named 'w'", Refuse(Model(RawTensor("w", 1, [1], 4), RawTensor("w", 1, [1], 4))), StringComparison.Ordinal);

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/../../secret.bin")]
    [InlineData("..\\secret.bin")]
    [InlineData("C:secret.bin")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("..")]
    public void Files_outside_of_the_folder_are_not_opened(string location)
    {
        _folder.Write("secret.bin", new byte[64]);
        string message = _folder.Refuse(_folder.Write("sub/model.onnx", Model(ExternalTensor(("location", location)))));
        Assert.Contains("not in the folder of the model", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("0", "24", null)]
    [InlineData("0", "23", "takes 24 bytes, but the model says that 'data.bin' has 23")]
    [InlineData("1", "24", "the file has only 24")]
    [InlineData("1", null, "takes 24 bytes, but the model says that 'data.bin' has 23")]
    [InlineData("99", "24", "the file has only 24")]
    [InlineData("9223372036854775807", "24", "the file has only 24")]
    [InlineData("-8", "24", "'-8'")]
    [InlineData("99999999999999999999", "24", "not a 64-bit integer")]
    [InlineData("1e3", "24", "'1e3'")]
    public void Places_in_another_file_must_be_there(string? offset, string? length, string? expected)
    {
        _folder.Write("data.bin", new byte[24]);
        List<(string, string)> entries = [("location", "data.bin")];
        entries.AddRange(offset is null ? [] : [("offset", offset)]);
        entries.AddRange(length is null ? [] : [("length", length)]);
        string path = Write(Model(ExternalTensor([.. entries])));
        if (expected is null)
        {
            Assert.Single(_folder.Convert(path).Tensors);
        }
        else
        {
            Assert.Contains(expected, _folder.Refuse(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("'weights.bin'", Refuse(Model(ExternalTensor(("location", "weights.bin")))), StringComparison.Ordinal);

    [Fact]
    public void Graphs_in_graphs_have_an_end()
    {
        byte[] graph = [];
        for (int i = 0; i < 2000; i++)
        {
            graph = Message((Node, Message((5, Message((6, graph))))));
        }

        Assert.Contains("damaged", Refuse(Message((Graph, graph))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_empty_nodes_are_too_many()
    {
        byte[] nodes = new byte[4_000_000];
        for (int i = 0; i < nodes.Length; i += 2)
        {
            nodes[i] = (Node << 3) | 2;
        }

        Assert.Contains("more than 1000000", Refuse([0x08, 7, .. Message((Graph, nodes))]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_constants_of_a_branch_are_read()
    {
        byte[] branch = Message((Initializer, RawTensor("branch.weight", 1, [1], 4)));
        byte[] graph = Message((Node, Message((5, Message((6, branch))))), (Initializer, RawTensor("w", 1, [1], 4)));
        Assert.Equal(["branch.weight", "w"], _folder.Convert(Write(Message((Graph, graph)))).Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_graph_and_no_tensors_are_told()
    {
        Assert.Contains("no graph", Refuse([0x08, 7, 0x10, 1]), StringComparison.Ordinal);
        Assert.Contains("no initialisers", Refuse([0x08, 7, .. Message((Graph, []))]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_used_in_two_ways_keeps_its_name()
    {
        byte[] weight = RawTensor("onnx::MatMul_7", 1, [2, 3], 24), other = RawTensor("onnx::MatMul_8", 1, [2, 3], 24);
        byte[] graph = Message(
            (Node, Operation("/a/MatMul", "MatMul", "x", "onnx::MatMul_7")),
            (Node, Operation("/b/Gather", "Gather", "onnx::MatMul_7", "x")),
            (Node, Operation("/c/MatMul", "MatMul", "x", "onnx::MatMul_8")),
            (Initializer, weight),
            (Initializer, other));
        (var result, Dictionary<string, Golden> tensors) = _folder.Convert(Write(Message((Graph, graph))), request => request with { Reading = new() { UseNodeNames = true } });
        Assert.Equal("2,3", tensors["onnx::MatMul_7"].Shape);
        Assert.Equal("3,2", tensors["c.weight"].Shape);
        Assert.Contains(result.Remarks, static remark => remark.Contains("1 of 2 tensors", StringComparison.Ordinal));
    }

    internal static byte[] Operation(string name, string type, params string[] inputs) =>
        Message([.. inputs.Select(static input => (1, Encoding.UTF8.GetBytes(input))), (3, Encoding.UTF8.GetBytes(name)), (4, Encoding.UTF8.GetBytes(type))]);

    internal static byte[] Model(params byte[][] tensors) => Message((Graph, Message([.. tensors.Select(static tensor => (Initializer, tensor))])));

    internal static byte[] RawTensor(string name, int type, long[] shape, int bytes) => Tensor(name, type, shape, writer =>
    {
        writer.WriteTag(Raw, WireFormat.WireType.LengthDelimited);
        writer.WriteBytes(ByteString.CopyFrom(new byte[bytes]));
    });

    internal static byte[] ExternalTensor(params (string Key, string Value)[] entries) => Tensor("w", 1, [2, 3], writer =>
    {
        writer.WriteTag(Location, WireFormat.WireType.Varint);
        writer.WriteInt32(1);
        foreach ((string key, string value) in entries)
        {
            writer.WriteTag(External, WireFormat.WireType.LengthDelimited);
            writer.WriteBytes(ByteString.CopyFrom(Message((1, Encoding.UTF8.GetBytes(key)), (2, Encoding.UTF8.GetBytes(value)))));
        }
    });

    internal static byte[] Tensor(string name, int type, long[] shape, Action<CodedOutputStream> write)
    {
        MemoryStream bytes = new();
        CodedOutputStream writer = new(bytes);
        foreach (long size in shape)
        {
            writer.WriteTag(Dims, WireFormat.WireType.Varint);
            writer.WriteInt64(size);
        }

        writer.WriteTag(DataType, WireFormat.WireType.Varint);
        writer.WriteInt32(type);
        writer.WriteTag(Name, WireFormat.WireType.LengthDelimited);
        writer.WriteString(name);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    internal static byte[] Message(params (int Field, byte[] Content)[] fields)
    {
        MemoryStream bytes = new();
        CodedOutputStream writer = new(bytes);
        foreach ((int field, byte[] content) in fields)
        {
            writer.WriteTag(field, WireFormat.WireType.LengthDelimited);
            writer.WriteBytes(ByteString.CopyFrom(content));
        }

        writer.Flush();
        return bytes.ToArray();
    }

    private string Write(byte[] model) => _folder.Write("model.onnx", model);

    private string Refuse(byte[] model) => _folder.Refuse(Write(model));
}
