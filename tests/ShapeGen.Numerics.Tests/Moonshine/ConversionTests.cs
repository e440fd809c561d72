using System.Text;
using ShapeGen.ConvertMoonshine;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>What <c>tools/ConvertMoonshine</c> refuses, and how it reads what is in a graph. That it reads the published file right, the comparison with ONNX Runtime shows.</summary>
public sealed class ConversionTests
{
    private const int SingleType = 1, ByteType = 2;

    [Fact]
    public void A_text_is_refused() => Refused("# Not a model\n"u8.ToArray(), "no ONNX file");

    [Fact]
    public void An_empty_file_is_refused() => Refused([], "no graph");

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        byte[] whole = Model([Node("/conv1/Conv", "Conv", "x", "conv1.weight")], [Tensor("conv1.weight", SingleType, [1, 1, 2], new byte[8])]);
        Refused(whole[..^3], "no whole ONNX file");
    }

    [Fact]
    public void Weights_in_another_type_are_refused() => Refused(
        Model([Node("/layers.0/mlp/fc1/MatMul", "MatMul", "x", "onnx::MatMul_1_quantized")], [Tensor("onnx::MatMul_1_quantized", ByteType, [2, 2], new byte[4])]),
        "onnx::MatMul_1_quantized [2, 2] has 4 bytes of element type 2, not 16 of float32");

    [Fact]
    public void An_operation_of_another_model_is_refused() => Refused(
        Model([Node("/embed/Gather", "Gather", "embed.weight", "x")], [Tensor("embed.weight", SingleType, [1, 1], new byte[4])]),
        "/embed/Gather (Gather) reads embed.weight [1, 1], which is no part of Moonshine's encoder");

    [Fact]
    public void A_weight_that_nothing_reads_is_refused() => Refused(
        Model([], [Tensor("decoder.weight", SingleType, [1], new byte[4])]),
        "no operation reads decoder.weight, and 0 more");

    [Fact]
    public void What_is_missing_and_what_is_too_much_is_listed() => Refused(
        Model(
            [Node("/layers.0/self_attn/dense/MatMul", "MatMul", "x", "onnx::MatMul_1"), Node("/conv4/Conv", "Conv", "x", "conv4.weight")],
            [Tensor("onnx::MatMul_1", SingleType, [2, 3], new byte[24]), Tensor("conv4.weight", SingleType, [1, 1, 1], new byte[4])]),
        "Missing: conv1.weight, groupnorm.weight,",
        "layers.0.self_attn.q_proj.weight, layers.0.self_attn.k_proj.weight, layers.0.self_attn.v_proj.weight, layers.0.post_attention_layernorm.weight",
        "Unexpected: conv4.weight.");

    private static void Refused(byte[] file, params string[] parts)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => MoonshineEncoder.Convert(file));
        Assert.All(parts, part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    /// <summary>A file whose model has this graph and, before it, the version of the format.</summary>
    private static byte[] Model(byte[][] nodes, byte[][] tensors) =>
        [1 << 3, 7, .. Field(7, [.. nodes.SelectMany(node => Field(1, node)), .. tensors.SelectMany(tensor => Field(5, tensor))])];

    private static byte[] Node(string name, string type, params string[] inputs) =>
        [.. inputs.SelectMany(input => Field(1, Encoding.UTF8.GetBytes(input))), .. Field(3, Encoding.UTF8.GetBytes(name)), .. Field(4, Encoding.UTF8.GetBytes(type))];

    private static byte[] Tensor(string name, byte type, byte[] shape, byte[] data) =>
        [.. shape.SelectMany(size => new byte[] { 1 << 3, size }), 2 << 3, type, .. Field(8, Encoding.UTF8.GetBytes(name)), .. Field(9, data)];

    /// <summary>A field of bytes; a length above 127 takes two.</summary>
    private static byte[] Field(int number, byte[] content) =>
        content.Length < 128
            ? [(byte)((number << 3) | 2), (byte)content.Length, .. content]
            : [(byte)((number << 3) | 2), (byte)(content.Length | 0x80), (byte)(content.Length >> 7), .. content];
}
