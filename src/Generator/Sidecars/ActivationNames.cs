using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Sidecars;

/// <summary>Names of activations in configurations: those of transformers' <c>ACT2FN</c> that can be declared.</summary>
internal static class ActivationNames
{
    private static readonly Dictionary<string, ActivationKind> Known = new(StringComparer.Ordinal)
    {
        ["gelu"] = ActivationKind.Gelu,
        ["gelu_python"] = ActivationKind.Gelu,
        ["gelu_new"] = ActivationKind.GeluTanh,
        ["gelu_fast"] = ActivationKind.GeluTanh,
        ["gelu_accurate"] = ActivationKind.GeluTanh,
        ["gelu_pytorch_tanh"] = ActivationKind.GeluTanh,
        ["gelu_python_tanh"] = ActivationKind.GeluTanh,
        ["quick_gelu"] = ActivationKind.QuickGelu,
        ["relu"] = ActivationKind.Relu,
        ["silu"] = ActivationKind.Silu,
        ["swish"] = ActivationKind.Silu,
    };

    /// <summary>The names, for messages.</summary>
    public static IEnumerable<string> All => Known.Keys;

    /// <summary>The activation of a name; null if it cannot be declared.</summary>
    public static ActivationKind? Find(string name) => Known.TryGetValue(name, out ActivationKind kind) ? kind : null;
}
