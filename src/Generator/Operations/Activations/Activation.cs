using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission.Kernels;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>A function of each element alone.</summary>
internal sealed class Activation
{
    private static readonly Activation Silu = new("Silu", "SiLU({0})", ActivationKernels.Silu);

    private static readonly Activation Relu = new("Relu", "ReLU({0})", ActivationKernels.Relu);

    private readonly string _formula;

    private Activation(string name, string formula, Kernel kernel)
    {
        Name = name;
        _formula = formula;
        Kernel = kernel;
    }

    /// <summary>The value of the runtime's <c>Activation</c>.</summary>
    public string Name { get; }

    /// <summary>Applies it to columns of rows, in place.</summary>
    public Kernel Kernel { get; }

    /// <summary>The function of <paramref name="argument"/>, as formulas write it.</summary>
    public string Of(string argument) => string.Format(System.Globalization.CultureInfo.InvariantCulture, _formula, argument);

    public static Activation Create(ActivationKind kind) => kind switch
    {
        ActivationKind.Silu => Silu,
        ActivationKind.Relu => Relu,
        _ => throw new InvalidOperationException($"No function is known for {kind}."),
    };
}
