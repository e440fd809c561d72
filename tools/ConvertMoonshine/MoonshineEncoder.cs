using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ShapeGen.ConvertMoonshine;

/// <summary>
/// The weights of Moonshine's encoder. Most are anonymous in the graph, but each operation's name holds the module that it belongs to, so the tensors get
/// the names and shapes that Hugging Face's checkpoint <c>UsefulSensors/moonshine-tiny</c> has behind <c>model.encoder.</c>
/// </summary>
public static partial class MoonshineEncoder
{
    /// <summary>Makes a checkpoint's tensors.</summary>
    /// <param name="onnx">The content of <c>encoder_model.onnx</c>.</param>
    /// <returns>The tensors, float32 as they were.</returns>
    /// <exception cref="InvalidDataException">It is not the file of Moonshine's encoder in float32.</exception>
    public static IReadOnlyList<SafetensorsTensor> Convert(ReadOnlyMemory<byte> onnx)
    {
        OnnxGraph graph = OnnxGraph.Read(onnx);
        Dictionary<string, SafetensorsTensor> tensors = new(StringComparer.Ordinal);
        HashSet<string> unread = [.. graph.Tensors.Values.Where(IsParameter).Select(tensor => tensor.Name)];
        foreach (OnnxNode node in graph.Nodes)
        {
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                if (graph.Tensors.TryGetValue(node.Inputs[input], out OnnxTensor? tensor) && IsParameter(tensor))
                {
                    SafetensorsTensor named = Name(node, input, tensor.RequireSingles());
                    if (!unread.Remove(tensor.Name) || !tensors.TryAdd(named.Name, named))
                    {
                        throw new InvalidDataException($"{node.Name}: {tensor.Name} is read twice, or {named.Name} is there twice.");
                    }
                }
            }
        }

        if (unread.Count > 0)
        {
            throw new InvalidDataException($"This is not Moonshine's encoder: no operation reads {unread.First()}, and {unread.Count - 1} more.");
        }

        Check(tensors.Keys);
        return [.. tensors.Values];
    }

    /// <summary>What the exporter made itself is an index, or begins with a slash, as 0.5 does; parameters have their name, or lost it in a transposition.</summary>
    private static bool IsParameter(OnnxTensor tensor) => !tensor.IsIndex && !tensor.Name.StartsWith('/');

    private static SafetensorsTensor Name(OnnxNode node, int input, OnnxTensor tensor)
    {
        // As Hugging Face names it.
        string module = Regex.Replace(node.Module, @"self_attn\.dense$", "self_attn.o_proj");
        return (node.Operator, input) switch
        {
            ("Conv", 1) => new(module + ".weight", TensorType.F32, tensor.Shape, tensor.Data),
            ("Conv", 2) => new(module + ".bias", TensorType.F32, tensor.Shape, tensor.Data),
            ("MatMul", 1) when tensor.Shape is [long inputs, long outputs] =>
                new(module + ".weight", TensorType.F32, [outputs, inputs], Transpose(tensor.Data, (int)inputs, (int)outputs)),
            ("Mul", _) => Vector(module + ".weight"),
            ("Add", _) => Vector(module + ".bias"),
            _ => throw new InvalidDataException($"{node.Name} ({node.Operator}) reads {tensor.Name} [{string.Join(", ", tensor.Shape)}], which is no part of Moonshine's encoder."),
        };

        // The group norm's have a second dimension of 1, for the time.
        SafetensorsTensor Vector(string name) => tensor.Shape is [_] or [_, 1]
            ? new(name, TensorType.F32, [tensor.Shape[0]], tensor.Data)
            : throw new InvalidDataException($"{node.Name} reads {tensor.Name} [{string.Join(", ", tensor.Shape)}], which is no vector.");
    }

    private static byte[] Transpose(ReadOnlyMemory<byte> data, int rows, int columns)
    {
        byte[] transposed = new byte[data.Length];
        ReadOnlySpan<uint> from = MemoryMarshal.Cast<byte, uint>(data.Span);
        Span<uint> to = MemoryMarshal.Cast<byte, uint>(transposed.AsSpan());
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
            {
                to[(column * rows) + row] = from[(row * columns) + column];
            }
        }

        return transposed;
    }

    /// <summary>Everything that the encoder has, for as many layers as there are, and nothing else.</summary>
    private static void Check(IEnumerable<string> names)
    {
        string[] actual = [.. names];
        int layers = actual.Select(name => LayerNumber().Match(name)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Count();
        string[] expected =
        [
            "conv1.weight", "groupnorm.weight", "groupnorm.bias", "conv2.weight", "conv2.bias", "conv3.weight", "conv3.bias", "layer_norm.weight",
            .. Enumerable.Range(0, layers).SelectMany(layer => OfLayer.Select(name => $"layers.{layer}.{name}")),
        ];
        string[] missing = [.. expected.Except(actual)], unexpected = [.. actual.Except(expected)];
        if (layers == 0 || missing.Length > 0 || unexpected.Length > 0)
        {
            throw new InvalidDataException($"This is not Moonshine's encoder. Missing: {string.Join(", ", missing)}. Unexpected: {string.Join(", ", unexpected)}.");
        }
    }

    private static readonly string[] OfLayer =
    [
        "input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight", "self_attn.o_proj.weight",
        "post_attention_layernorm.weight", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias",
    ];

    [GeneratedRegex(@"^layers\.(\d+)\.")]
    private static partial Regex LayerNumber();
}
