using System.Text;
using ShapeGen.Build.Embedding;

namespace ShapeGen.Runtime.Tests.Embedding;

/// <summary>The file that the build makes of a checkpoint with a <c>Precision</c>, as the runtime reads it.</summary>
public sealed class CheckpointConversionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Repository
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Checkpoints"), "*.safetensors"))
            {
                cases.Add(Path.GetFileName(path), nameof(Precision.Half));
                cases.Add(Path.GetFileName(path), nameof(Precision.BFloat16));
            }

            return cases;
        }
    }

    /// <summary>What PyTorch wrote: each number is the framework's, and the file half as long.</summary>
    [Theory]
    [MemberData(nameof(Repository))]
    public void Every_checkpoint_of_the_repository_is_converted(string name, string precisionName)
    {
        Precision precision = Enum.Parse<Precision>(precisionName);
        string path = Path.Combine(AppContext.BaseDirectory, "Checkpoints", name);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using SafetensorsFile converted = SafetensorsFile.Open(Convert(path, precision));

        Assert.Equal(file.Tensors.Select(tensor => tensor.Name), converted.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(file.Metadata, converted.Metadata);
        foreach (TensorInfo tensor in file.Tensors)
        {
            Assert.True(converted.TryGetTensor(tensor.Name, out TensorInfo? after));
            Assert.Equal(tensor.Shape, after.Shape);
            if (!tensor.Type.IsConvertible())
            {
                Assert.Equal(tensor.Type, after.Type);
                continue;
            }

            Assert.Equal(precision == Precision.Half ? TensorType.F16 : TensorType.BF16, after.Type);
            Assert.Equal(file.ReadSingles(tensor.Name).Select(value => Rounded(value, precision)), converted.ReadSingles(tensor.Name));
        }
    }

    [Theory]
    [InlineData("Half")]
    [InlineData("BFloat16")]
    public void Floats_of_each_type_are_converted_and_all_else_is_kept(string precisionName)
    {
        Precision precision = Enum.Parse<Precision>(precisionName);
        byte[] bytes = [1, 2, 3];
        string path = Write(
            [
                SafetensorsTensor.FromDoubles("double", [0.1, -3, 1e-9], 3),
                SafetensorsTensor.FromSingles("single", [0.1f, -3, 1e-9f, float.PositiveInfinity, float.NegativeInfinity], 5),
                SafetensorsTensor.FromHalves("half", [(Half)0.1f, (Half)(-3), (Half)6e-8f], 3),
                new("brain", TensorType.BF16, [2], new byte[] { 0x80, 0x3f, 0x80, 0xbf }),
                new("bytes \u00e9\u0001\"\\/", TensorType.U8, [3], bytes),
                new("eighths", TensorType.F8E4M3, [3], bytes),
                new("flags", TensorType.Bool, [3], new byte[] { 1, 0, 1 }),
                new("fours", TensorType.F4, [2, 3], bytes),
                new("complex", TensorType.C64, [1], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }),
                new("longs", TensorType.I64, [1], new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }),
                SafetensorsTensor.FromSingles("nothing", [], 0, 5),
                SafetensorsTensor.FromSingles("scalar", [0.3f]),
            ],
            new() { ["format"] = "pt", ["\u4e2d \"x\""] = "a\nb" });

        using SafetensorsFile file = SafetensorsFile.Open(path);
        string convertedPath = Convert(path, precision);
        using SafetensorsFile converted = SafetensorsFile.Open(convertedPath);
        Assert.Equal(file.Metadata, converted.Metadata);
        Assert.Equal(file.Tensors.Select(tensor => (tensor.Name, Shape: string.Join(',', tensor.Shape))), converted.Tensors.Select(tensor => (tensor.Name, Shape: string.Join(',', tensor.Shape))));
        foreach (string name in new[] { "double", "single", "half", "brain", "nothing", "scalar" })
        {
            Assert.Equal(file.ReadSingles(name).Select(value => Rounded(value, precision)), converted.ReadSingles(name));
        }

        byte[] before = File.ReadAllBytes(path);
        byte[] after = File.ReadAllBytes(convertedPath);
        foreach (string name in new[] { "bytes \u00e9\u0001\"\\/", "eighths", "flags", "fours", "complex", "longs" })
        {
            Assert.True(file.TryGetTensor(name, out TensorInfo? old) && converted.TryGetTensor(name, out TensorInfo? kept));
            converted.TryGetTensor(name, out kept);
            Assert.Equal(old.Type, kept!.Type);
            Assert.Equal(before.AsSpan((int)old.Offset, (int)old.ByteCount), after.AsSpan((int)kept.Offset, (int)kept.ByteCount));
        }
    }

    /// <summary>Longer than what is read at once, and no multiple of it; a few blocks are in memory.</summary>
    [Fact]
    public void A_long_tensor_is_streamed()
    {
        const int Count = (16 * 1024 * 1024) + 3;
        float[] values = new float[Count];
        for (int i = 0; i < Count; i++)
        {
            values[i] = i % 4096;
        }

        string path = Write([SafetensorsTensor.FromSingles("first", [1], 1), SafetensorsTensor.FromSingles("long", values, Count)]);
        Convert(path, Precision.BFloat16);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string converted = Convert(path, Precision.Half);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 4 * 1024 * 1024);

        using SafetensorsFile file = SafetensorsFile.Open(converted);
        float[] read = file.ReadSingles("long");
        Assert.Equal(Count, read.Length);
        for (int i = 0; i < Count; i++)
        {
            if (read[i] != (float)(Half)values[i])
            {
                Assert.Fail($"Element {i} is {read[i]}.");
            }
        }
    }

    [Fact]
    public void The_same_file_gives_the_same_bytes_and_a_converted_one_is_left_as_it_is()
    {
        string path = Write([SafetensorsTensor.FromSingles("b", [1.5f], 1), SafetensorsTensor.FromSingles("a", [2.5f, 3], 2)], new() { ["x"] = "1", ["a"] = "2" });
        byte[] first = File.ReadAllBytes(Convert(path, Precision.Half));
        string copy = Path.Combine(_folder.FullName, "elsewhere.safetensors");
        File.Copy(path, copy);
        Assert.Equal(first, File.ReadAllBytes(Convert(copy, Precision.Half)));

        string converted = Path.Combine(_folder.FullName, "converted.safetensors");
        File.WriteAllBytes(converted, first);
        Assert.Equal(first, File.ReadAllBytes(Convert(converted, Precision.Half)));
    }

    [Theory]
    [InlineData("Half", 65519.0, null)]
    [InlineData("Half", 65520.0, "'w' has the value 65520 at element 300001, but the largest Half is 65504; write Precision=\"BFloat16\", or leave Precision out")]
    [InlineData("Half", -1e6, "'w' has the value -1000000 at element 300001, but the largest Half is 65504; write Precision=\"BFloat16\", or leave Precision out")]
    [InlineData("Half", 1e300, "'w' has the value 1E+300 at element 300001, but the largest Half is 65504; write Precision=\"BFloat16\", or leave Precision out")]
    [InlineData("BFloat16", 1e6, null)]
    [InlineData("BFloat16", 3.4e38, "'w' has the value 3.4E+38 at element 300001, but the largest BFloat16 is 3.3895314e38; leave Precision out")]
    [InlineData("BFloat16", -1e39, "'w' has the value -1E+39 at element 300001, but the largest BFloat16 is 3.3895314e38; leave Precision out")]
    public void A_number_that_would_become_infinite_is_named(string precision, double value, string? message)
    {
        double[] values = new double[300_002];
        values[300_001] = value;
        values[5] = double.PositiveInfinity;
        string path = Write([SafetensorsTensor.FromDoubles("w", values, values.Length)]);
        Exception? error = Record.Exception(() => Convert(path, Enum.Parse<Precision>(precision)));
        Assert.Equal(message, (error as InvalidDataException)?.Message);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "its tensors take 8 bytes, but 7 follow the header")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "its tensors take 8 bytes, but 9 follow the header")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "the tensor 'w' begins at byte 4 of the data, but the tensors before it end at byte 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "the tensor 'v' begins at byte 4 of the data, but the tensors before it end at byte 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "the tensor 'w' has 8 bytes, but F32 [3] takes 12")]
    [InlineData("""{"w":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", 8, "the tensor 'w' is of type F99, which cannot be embedded; leave it out with shapegen convert --drop")]
    [InlineData("""{"w":{"shape":[2],"data_offsets":[0,8]}}""", 8, "the tensor 'w' has no dtype")]
    [InlineData("""{"w":{"dtype":"F32","data_offsets":[0,8]}}""", 8, "the tensor 'w' has no shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", 8, "the tensor 'w' has no data_offsets")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "the tensor 'w' has '-2' in its shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}""", 8, "the tensor 'w' has the impossible shape [4294967296, 4294967296, 4294967296]")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "the tensor 'w' has data_offsets that are not [begin, end]")]
    [InlineData("""{"w":7}""", 8, "the tensor 'w' has no dtype")]
    public void A_file_that_is_not_right_is_refused(string header, int dataLength, string message)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        string path = Path.Combine(_folder.FullName, "wrong.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataLength]]);
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Convert(path, Precision.Half)).Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"a\":{\"dtype\"")]
    [InlineData("{}{}")]
    [InlineData("\uFEFF{}")]
    public void A_header_that_is_no_JSON_is_refused(string header)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        string path = Path.Combine(_folder.FullName, "wrong.safetensors");
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json]);
        Exception refusal = Assert.ThrowsAny<Exception>(() => Convert(path, Precision.Half));
        Assert.True(refusal is FormatException or InvalidDataException, refusal.ToString());
        Assert.Contains("JSON", refusal.Message, StringComparison.Ordinal);
    }

    private static float Rounded(float value, Precision precision) => precision switch
    {
        Precision.Half => (float)(Half)value,
        _ => BitConverter.UInt32BitsToSingle((uint)FloatBits.ToBFloat16(BitConverter.SingleToUInt32Bits(value)) << 16),
    };

    private string Convert(string path, Precision precision)
    {
        string converted = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.safetensors");
        using CheckpointConversion conversion = CheckpointConversion.Open(path, precision);
        conversion.Write(converted);
        Assert.Equal(conversion.Length, new FileInfo(converted).Length);
        return converted;
    }

    private string Write(SafetensorsTensor[] tensors, Dictionary<string, string>? metadata = null)
    {
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.safetensors");
        SafetensorsWriter.Write(path, tensors, metadata);
        return path;
    }
}
