using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Sidecars;

/// <summary>The activations of sentence-transformers' <c>Dense</c> modules, by the names of PyTorch's classes, which are created without arguments.</summary>
internal static class DenseActivations
{
    private static readonly Dictionary<string, HeadActivation> Known = new(StringComparer.Ordinal)
    {
        ["Identity"] = HeadActivation.None,
        ["Tanh"] = HeadActivation.Tanh,
        ["ReLU"] = HeadActivation.Relu,
        ["GELU"] = HeadActivation.Gelu,
        ["SiLU"] = HeadActivation.Silu,
        ["Sigmoid"] = HeadActivation.Sigmoid,
    };

    /// <summary>The activation of a class; null if the class is from another package, or if no head has such an activation.</summary>
    public static HeadActivation? Find(string type) =>
        type.StartsWith("torch.nn.", StringComparison.Ordinal) && Known.TryGetValue(type.Substring(type.LastIndexOf('.') + 1), out HeadActivation activation) ? activation : null;
}
