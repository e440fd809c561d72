namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>Operations that pass a tensor on under another name.</summary>
internal static class OnnxIdentities
{
    /// <summary>The operator of such an operation.</summary>
    public const string Operator = "Identity";

    /// <summary>Finds the input of each <c>Identity</c>, including those of inner graphs. Results of the graph are not weights and are left out.</summary>
    public static void Find(OnnxGraphMessage graph, Dictionary<string, string> sources)
    {
        foreach (OnnxNodeMessage node in graph.Nodes)
        {
            if (node is { Operator: Operator, Inputs: [var input], Outputs: [var output] } && output.Length > 0 && !graph.Outputs.Contains(output))
            {
                sources.TryAdd(output, input);
            }

            foreach (OnnxAttributeMessage attribute in node.Attributes)
            {
                attribute.Graphs.ForEach(inner => Find(inner, sources));
            }
        }
    }

    /// <summary>The tensor that a name finally refers to; null if it is computed, or if the names form a cycle.</summary>
    public static OnnxTensorMessage? Follow(string name, IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, OnnxTensorMessage> tensors)
    {
        // Exporters do not write longer chains. In a hostile file, each name of a chain would be followed to its end.
        const int MaxSteps = 16;
        for (int step = 0; step < MaxSteps && sources.TryGetValue(name, out string? source); step++)
        {
            if (tensors.TryGetValue(source, out OnnxTensorMessage? tensor))
            {
                return tensor;
            }

            name = source;
        }

        return null;
    }
}
