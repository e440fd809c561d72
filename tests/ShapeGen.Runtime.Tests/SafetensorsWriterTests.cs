using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace ShapeGen.Runtime.Tests;

public class SafetensorsWriterTests
{
    [Fact]
    public void The_bytes_of_a_small_file()
    {
        byte[] bytes = SafetensorsWriter.ToBytes(
            [new SafetensorsTensor("b", TensorType.Bool, [1], new byte[] { 1 }), SafetensorsTensor.FromSingles("a", [1.5f], 1)],
            new Dictionary<string, string> { ["k"] = "v" });

        const string Header =
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"BOOL","shape":[1],"data_offsets":[4,5]}}""";
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(Header.PadRight(length), Encoding.UTF8.GetString(bytes, 8, length));
        Assert.Equal([0, 0, 0xc0, 0x3f, 1], bytes[(8 + length)..]);
    }

    [Fact]
    public void Every_type_comes_back_aligned()
    {
        TensorType[] types = Enum.GetValues<TensorType>();
        Assert.Equal(22, types.Length);
        SafetensorsTensor[] tensors =
            [.. types.Select(type => new SafetensorsTensor($"t.{type}", type, [4, 1], Enumerable.Range(0, (int)type.ByteCount(4)).Select(i => (byte)i).ToArray()))];

        byte[] bytes = SafetensorsWriter.ToBytes(tensors);
        using SafetensorsFile file = SafetensorsFile.Read(bytes);

        foreach (SafetensorsTensor tensor in tensors)
        {
            Assert.True(file.TryGetTensor(tensor.Name, out TensorInfo? found));
            Assert.Equal(tensor.Type, found.Type);
            Assert.Equal(tensor.Shape, found.Shape);
            Assert.Equal(0, found.Offset % found.Type.Size());
            Assert.Equal(tensor.Data.ToArray(), bytes.AsSpan((int)found.Offset, (int)found.ByteCount).ToArray());
        }
    }

    [Fact]
    public void Names_of_every_script_come_back()
    {
        string[] names = ["", "a\"b\\c\n", "ключ", "鍵", "😀", "a+b<c>&'d'", "\u0000", "e\u0301"];
        byte[] bytes = SafetensorsWriter.ToBytes(names.Select(name => SafetensorsTensor.FromSingles(name, [1], 1)), names.ToDictionary(name => name, name => name + "!"));
        using SafetensorsFile file = SafetensorsFile.Read(bytes);
        Assert.Equal(names, file.Tensors.Select(tensor => tensor.Name));
        Assert.All(names, name => Assert.Equal(name + "!", file.Metadata[name]));
    }

    [Fact]
    public void Any_json_reader_reads_the_header()
    {
        byte[] bytes = SafetensorsWriter.ToBytes([SafetensorsTensor.FromSingles("a", [], 0, 5), SafetensorsTensor.FromSingles("s", [2])]);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, bytes[0] | (bytes[1] << 8)));
        Assert.Equal("[0,5]", header.RootElement.GetProperty("a").GetProperty("shape").GetRawText());
        Assert.Equal("[]", header.RootElement.GetProperty("s").GetProperty("shape").GetRawText());
    }

    [Fact]
    public void Paths_streams_and_bytes_agree()
    {
        using var directory = new TemporaryDirectory();
        SafetensorsTensor[] tensors = [SafetensorsTensor.FromSingles("a", [1, 2], 2)];
        string path = directory.Write("a.safetensors", [1, 2, 3]);

        SafetensorsWriter.Write(path, tensors);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);

        Assert.Equal(stream.ToArray(), File.ReadAllBytes(path));
        Assert.Equal(stream.ToArray(), SafetensorsWriter.ToBytes(tensors));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(directory.FullName)));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using var directory = new TemporaryDirectory();
        string path = directory.Write("a.safetensors", [1, 2, 3]);
        var broken = new SafetensorsTensor("b", TensorType.U8, [4], new BrokenMemory().Memory);

        Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path, [SafetensorsTensor.FromSingles("a", [1], 1), broken]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(directory.FullName)));
        Assert.Throws<DirectoryNotFoundException>(() => SafetensorsWriter.Write(Path.Combine(directory["none"], "a"), []));
    }

    [Fact]
    public void Duplicates_are_refused()
    {
        var tensor = SafetensorsTensor.FromSingles("a", [1], 1);
        var e = Assert.Throws<ArgumentException>("tensors", () => SafetensorsWriter.ToBytes([tensor, tensor]));
        Assert.StartsWith("Two tensors are named 'a'.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_tensors_are_refused()
    {
        var e = Assert.Throws<ArgumentException>("data", () => SafetensorsTensor.FromSingles("a", [1, 2, 3], 2, 2));
        Assert.StartsWith("'a' has 12 bytes of data, but F32 [2, 2] takes 16.", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("shape", () => new SafetensorsTensor("a", TensorType.U8, [-1, -1], new byte[1]));
        Assert.Throws<ArgumentException>("shape", () => new SafetensorsTensor("a", TensorType.F64, [long.MaxValue / 2], default));
        Assert.Throws<ArgumentException>("shape", () => new SafetensorsTensor("a", TensorType.U8, new long[65], default));
        Assert.Throws<ArgumentException>("name", () => new SafetensorsTensor("__metadata__", TensorType.U8, [0], default));
        Assert.Throws<ArgumentException>("name", () => new SafetensorsTensor("\ud800", TensorType.U8, [0], default));
        Assert.Throws<ArgumentOutOfRangeException>("type", () => new SafetensorsTensor("a", (TensorType)22, [0], default));
        Assert.Throws<ArgumentException>("metadata", () => SafetensorsWriter.ToBytes([], new Dictionary<string, string> { ["\udfff"] = "" }));
        Assert.Throws<ArgumentException>("metadata", () => SafetensorsWriter.ToBytes([], new Dictionary<string, string> { [""] = "\udfff" }));
    }

    /// <summary>Memory that cannot be read when it comes to it.</summary>
    private sealed class BrokenMemory : System.Buffers.MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(4);

        public override Span<byte> GetSpan() => throw new InvalidOperationException();

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
