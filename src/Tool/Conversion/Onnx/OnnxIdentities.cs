namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>Operations that hand a tensor on under another name.</summary>
internal static class OnnxIdentities
{
    /// <summary>What such an operation computes.</summary>
    public const string Operator = "Identity";

    /// <summary>For each result of an <c>Identity</c>, of the graphs within as well, what it is of. A result of the graph is named for what it is, and is no weight.</summary>
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

    /// <summary>The tensor that a name is of in the end; null if it is a computed one, or the names go round in a circle.</summary>
    public static OnnxTensorMessage? Follow(string name, IReadOnlyDictionary<string, string> sources, IReadOnlyDictionary<string, OnnxTensorMessage> tensors)
    {
        // Longer chains than any exporter writes are hostile: each name of one would be followed to its end.
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
