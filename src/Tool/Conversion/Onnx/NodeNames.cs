using System.Text.RegularExpressions;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>
/// Finds names for tensors that lost theirs. PyTorch's exporter precomputes some constants, such as the transposed weights of linear layers, and
/// invents names for them. The name of the operation that uses one contains the path of its module.
/// </summary>
internal static partial class NodeNames
{
    /// <summary>Whether an exporter invented the name.</summary>
    public static bool IsInvented(string name) => InventedName().IsMatch(name);

    /// <summary>Whether the name does not come from the model: it is invented, or begins with a slash.</summary>
    public static bool IsInternal(string name) => IsInvented(name) || name.StartsWith('/');

    /// <summary>For each tensor with an invented name, the name from the first operation that uses it. Tensors without such a name are left out.</summary>
    public static Dictionary<string, NodeName> Find(OnnxGraphMessage graph, IReadOnlyDictionary<string, OnnxTensorMessage> tensors)
    {
        Dictionary<string, NodeName> names = new(StringComparer.Ordinal);
        HashSet<string> contradicted = new(StringComparer.Ordinal);
        foreach (OnnxNodeMessage node in graph.Nodes)
        {
            if (node.Operator == OnnxIdentities.Operator)
            {
                // It only passes its input on.
                continue;
            }

            for (int input = 0; input < node.Inputs.Count; input++)
            {
                string name = node.Inputs[input];
                if (!IsInvented(name) || !tensors.TryGetValue(name, out OnnxTensorMessage? tensor))
                {
                    continue;
                }

                if (Name(node, input, tensor) is not { } found || (names.TryGetValue(name, out NodeName? known) && known.IsTransposed != found.IsTransposed))
                {
                    // Its uses disagree, so it keeps its name.
                    contradicted.Add(name);
                }
                else
                {
                    names.TryAdd(name, found);
                }
            }
        }

        // A name that two tensors would get, or that another tensor already has, is not used.
        foreach (IGrouping<string, string> group in names.GroupBy(static pair => pair.Value.Name, static pair => pair.Key).ToArray())
        {
            if (group.Count() > 1 || tensors.ContainsKey(group.Key))
            {
                contradicted.UnionWith(group);
            }
        }

        foreach (string name in contradicted)
        {
            names.Remove(name);
        }

        return names;
    }

    private static NodeName? Name(OnnxNodeMessage node, int input, OnnxTensorMessage tensor)
    {
        string path = node.Name[..Math.Max(0, node.Name.LastIndexOf('/'))].Trim('/').Replace('/', '.');
        if (path.Length == 0)
        {
            return null;
        }

        return (node.Operator, input) switch
        {
            ("MatMul", 1) when tensor.Shape.Count == 2 => new($"{path}.weight", true),
            ("Gemm", 1) when tensor.Shape.Count == 2 => new($"{path}.weight", !node.Attributes.Any(static attribute => attribute is { Name: "transB", Number: 1 })),
            ("Gemm", 2) or ("Conv" or "ConvTranspose" or "LayerNormalization" or "BatchNormalization", 2) => new($"{path}.bias", false),
            ("Conv" or "ConvTranspose" or "LayerNormalization" or "BatchNormalization", 1) or ("Gather", 0) => new($"{path}.weight", false),
            ("Mul", _) => new($"{path}.weight", false),
            ("Add", _) => new($"{path}.bias", false),
            _ => null,
        };
    }

    [GeneratedRegex(@"^(onnx::\w+_)?\d+$")]
    private static partial Regex InventedName();
}

/// <summary>A tensor's name according to an operation that uses it.</summary>
/// <param name="Name">The module's path and the parameter.</param>
/// <param name="IsTransposed">Whether the tensor is [inputs, outputs], where PyTorch's is [outputs, inputs].</param>
internal sealed record NodeName(string Name, bool IsTransposed);
