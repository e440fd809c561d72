namespace ShapeGen.ConvertMoonshine;

/// <summary>The graph of an ONNX file: what it computes, and its constants.</summary>
/// <param name="Nodes">The operations.</param>
/// <param name="Tensors">The constants by name.</param>
internal sealed record OnnxGraph(IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, OnnxTensor> Tensors)
{
    /// <summary>Reads a ModelProto.</summary>
    /// <exception cref="InvalidDataException">The file is not ONNX.</exception>
    public static OnnxGraph Read(ReadOnlyMemory<byte> file)
    {
        ProtobufReader model = new(file);
        while (model.Read())
        {
            if (model.Field == 7)
            {
                return ReadGraph(model.Bytes);
            }
        }

        throw new InvalidDataException("This is no ONNX file: it has no graph.");
    }

    private static OnnxGraph ReadGraph(ReadOnlyMemory<byte> message)
    {
        List<OnnxNode> nodes = [];
        Dictionary<string, OnnxTensor> tensors = new(StringComparer.Ordinal);
        ProtobufReader graph = new(message);
        while (graph.Read())
        {
            switch (graph.Field)
            {
                case 1:
                    nodes.Add(OnnxNode.Read(graph.Bytes));
                    break;
                case 5:
                    OnnxTensor tensor = OnnxTensor.Read(graph.Bytes);
                    tensors[tensor.Name] = tensor;
                    break;
            }
        }

        return new(nodes, tensors);
    }
}
