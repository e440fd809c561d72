using System.Runtime.InteropServices;
using Google.FlatBuffers;
using ShapeGen.Tool.Conversion;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Models of TensorFlow Lite, written field by field. Real ones are too large to be committed.</summary>
public sealed class TFLiteTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Constant_tensors_are_read_and_computed_ones_are_not()
    {
        byte[] model = Model(
            [[], MemoryMarshal.AsBytes<float>([1, 2, 3, 4]).ToArray(), [1, 0, 2, 0]],
            [new("input", 0, 0, [1, 2]), new("dense/kernel", 0, 1, [2, 2]), new("dense/half", 1, 2, [2])]);
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(Write(model));
        Assert.Equal(CheckpointFormat.TFLite, result.Format);
        Assert.Equal(2, tensors.Count);
        Assert.Equal(Golden.Of([1, 2, 3, 4], 2, 2), tensors["dense/kernel"]);
        Assert.Equal(new Golden("F16", "2", "01000200"), tensors["dense/half"]);
    }

    [Fact]
    public void Quantised_tensors_become_what_they_stand_for()
    {
        byte[] model = Model(
            [[], [0x80, 0x7F, 1, 2], [0, 10, 255, 128]],
            [new("channels", 9, 1, [2, 2], [0.5f, 2], [0, 1], 0), new("whole", 3, 2, [4], [0.25f], [128])]);
        (ConversionResult result, Dictionary<string, Golden> tensors) = _folder.Convert(Write(model));
        Assert.Equal(Golden.Of([-64, 63.5f, 0, 2], 2, 2), tensors["channels"]);
        Assert.Equal(Golden.Of([-32, -29.5f, 31.75f, 0], 4), tensors["whole"]);
        Assert.Contains("Converted 2 tensors from quantised integers", Assert.Single(result.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_of_the_last_dimension_go_with_it()
    {
        byte[] model = Model([[], [1, 2, 3, 4]], [new("w", 9, 1, [2, 2], [1, 10], [0], 1)]);
        Assert.Equal(Golden.Of([1, 20, 3, 40], 2, 2), _folder.Convert(Write(model)).Tensors["w"]);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void The_dimension_of_one_scale_says_nothing(int dimension)
    {
        byte[] model = Model([[], [2, 4]], [new("w", 9, 1, [2], [0.5f], [0], dimension)]);
        Assert.Equal(Golden.Of([1, 2], 2), _folder.Convert(Write(model)).Tensors["w"]);
        Assert.Contains("2 scales", Refuse(Model([[], [2, 4]], [new("w", 9, 1, [2], [0.5f, 2], [0], dimension)])), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_may_be_dropped()
    {
        byte[] model = Model([[], [1, 2], [3]], [new("w", 3, 1, [3]), new("x", 17, 1, [4]), new("y", 3, 7, [2]), new("good", 3, 2, [1])]);
        Assert.Equal(["good"], _folder.Convert(Write(model), static request => request with { Keep = ["good"] }).Tensors.Keys);
        Assert.Contains("'w' [3] cannot be converted", Refuse(model), StringComparison.Ordinal);
    }

    [Fact]
    public void One_tensor_in_two_graphs_is_one()
    {
        byte[] model = Model([[], [1, 2]], [new("w", 3, 1, [2])], [new("w", 3, 1, [2])]);
        Assert.Single(_folder.Convert(Write(model)).Tensors);
    }

    [Theory]
    [InlineData(3, 1, new[] { 3 }, "takes 3 bytes, but its buffer has 2")]
    [InlineData(3, 1, new[] { -2 }, "negative")]
    [InlineData(3, 1, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, "overflows")]
    [InlineData(3, 7, new[] { 2 }, "buffer 7, but the number of buffers is 2")]
    [InlineData(17, 1, new[] { 4 }, "4-bit integers")]
    [InlineData(5, 1, new[] { 2 }, "text")]
    [InlineData(77, 1, new[] { 2 }, "77 of TensorFlow Lite")]
    public void What_does_not_fit_is_refused(int type, int buffer, int[] shape, string expected) =>
        Assert.Contains(expected, Refuse(Model([[], [1, 2]], [new("w", type, buffer, shape)])), StringComparison.Ordinal);

    [Fact]
    public void Scales_that_do_not_fit_are_refused() =>
        Assert.Contains("3 scales", Refuse(Model([[], [1, 2]], [new("w", 9, 1, [2], [1, 2, 3], [0], 0)])), StringComparison.Ordinal);

    [Fact]
    public void Two_tensors_of_one_name_are_refused() =>
        Assert.Contains("two tensors are named 'w'", Refuse(Model([[], [1, 2], [3, 4]], [new("w", 3, 1, [2]), new("w", 3, 2, [2])])), StringComparison.Ordinal);

    [Fact]
    public void No_constants_are_told() => Assert.Contains("no constant tensors", Refuse(Model([[]], [new("x", 0, 0, [2])])), StringComparison.Ordinal);

    [Fact]
    public void A_cut_file_is_told()
    {
        // The end of the file is an empty buffer, which no constant needs.
        byte[] model = GoodModel();
        for (int length = 8; length < model.Length - 16; length += 3)
        {
            Assert.Contains("model.tflite", Refuse(model[..length]), StringComparison.Ordinal);
        }
    }

    /// <summary>A model for mutations.</summary>
    internal static byte[] GoodModel() => Model([[], [0x80, 0x7F, 1, 2], new byte[64]], [new("channels", 9, 1, [2, 2], [0.5f, 2], [0, 1], 0), new("kernel", 0, 2, [4, 4])]);

    private static byte[] Model(byte[][] buffers, TensorOf[] graph, TensorOf[]? secondGraph = null)
    {
        FlatBufferBuilder builder = new(1024);
        int[] bufferTables = [.. buffers.Select(content => BufferTable(builder, content))];
        int bufferVector = Offsets(builder, bufferTables);
        int[] graphTables = [.. new[] { graph, secondGraph }.OfType<TensorOf[]>().Select(tensors => GraphTable(builder, tensors))];
        int graphVector = Offsets(builder, graphTables);
        builder.StartTable(8);
        builder.AddUint(0, 3, 0);
        builder.AddOffset(2, graphVector, 0);
        builder.AddOffset(4, bufferVector, 0);
        builder.Finish(builder.EndTable(), "TFL3");
        return builder.SizedByteArray();
    }

    private static int BufferTable(FlatBufferBuilder builder, byte[] content)
    {
        int data = content.Length == 0 ? 0 : Vector(builder, content, 1, builder.AddByte);
        builder.StartTable(3);
        if (data > 0)
        {
            builder.AddOffset(0, data, 0);
        }

        return builder.EndTable();
    }

    private static int GraphTable(FlatBufferBuilder builder, TensorOf[] tensors)
    {
        int vector = Offsets(builder, [.. tensors.Select(tensor => TensorTable(builder, tensor))]);
        builder.StartTable(5);
        builder.AddOffset(0, vector, 0);
        return builder.EndTable();
    }

    private static int TensorTable(FlatBufferBuilder builder, TensorOf tensor)
    {
        int name = builder.CreateString(tensor.Name).Value, shape = Vector(builder, tensor.Shape, 4, builder.AddInt), quantization = 0;
        if (tensor.Scales is not null)
        {
            int scales = Vector(builder, tensor.Scales, 4, builder.AddFloat), zeros = Vector(builder, tensor.Zeros!, 8, builder.AddLong);
            builder.StartTable(7);
            builder.AddOffset(2, scales, 0);
            builder.AddOffset(3, zeros, 0);
            builder.AddInt(6, tensor.Dimension, 0);
            quantization = builder.EndTable();
        }

        builder.StartTable(9);
        builder.AddOffset(0, shape, 0);
        builder.AddSbyte(1, (sbyte)tensor.Type, 0);
        builder.AddUint(2, (uint)tensor.Buffer, 0);
        builder.AddOffset(3, name, 0);
        if (quantization > 0)
        {
            builder.AddOffset(4, quantization, 0);
        }

        return builder.EndTable();
    }

    private static int Offsets(FlatBufferBuilder builder, int[] tables) => Vector(builder, tables, 4, builder.AddOffset);

    /// <summary>Flatbuffers are written from their end.</summary>
    private static int Vector<T>(FlatBufferBuilder builder, T[] items, int size, Action<T> add)
    {
        builder.StartVector(size, items.Length, size);
        foreach (T item in items.Reverse())
        {
            add(item);
        }

        return builder.EndVector().Value;
    }

    private string Write(byte[] model) => _folder.Write("model.tflite", model);

    private string Refuse(byte[] model) => _folder.Refuse(Write(model));

    private sealed record TensorOf(string Name, int Type, int Buffer, int[] Shape, float[]? Scales = null, long[]? Zeros = null, int Dimension = 0);
}
