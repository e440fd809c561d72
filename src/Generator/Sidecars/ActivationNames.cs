using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Sidecars;

/// <summary>Names of activations in configurations: those of transformers' <c>ACT2FN</c> that can be declared.</summary>
internal static class ActivationNames
{
    private static readonly Dictionary<string, Activation> Known = new(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_python"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluTanh,
        ["gelu_accurate"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu_python_tanh"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.QuickGelu,
        ["relu"] = Activation.Relu,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
    };

    /// <summary>The names, for messages.</summary>
    public static IEnumerable<string> All => Known.Keys;

    /// <summary>The activation of a name; null if it cannot be declared.</summary>
    public static Activation? Find(string name) => Known.TryGetValue(name, out Activation kind) ? kind : null;
}
