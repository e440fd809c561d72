using System.Globalization;
using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Emission.Kernels;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>A function of each element alone.</summary>
internal sealed class Activation
{
    private static readonly Activation Silu = new("SiLU({0})", SigmoidFunctions.Silu);

    private static readonly Activation Relu = new("ReLU({0})", ActivationFunction.Relu);

    private static readonly Activation Gelu = new("GELU({0})", GeluFunction.Gelu);

    private static readonly Activation GeluTanh = new("GELUtanh({0})", SigmoidFunctions.GeluTanh);

    private static readonly Activation QuickGelu = new("QuickGELU({0})", SigmoidFunctions.QuickGelu);

    /// <summary>The hyperbolic tangent, which heads and convolutions have.</summary>
    public static readonly Activation Tanh = new("tanh({0})", SigmoidFunctions.Tanh);

    /// <summary>1 / (1 + e^-x), which heads have.</summary>
    public static readonly Activation Sigmoid = new("sigmoid({0})", SigmoidFunctions.Sigmoid);

    private readonly string _formula;

    private Activation(string formula, ActivationFunction function)
    {
        Name = function.Name;
        _formula = formula;
        Kernel = ActivationKernels.InPlace(function);
        GateKernel = ActivationKernels.Gate(function);
    }

    /// <summary>The value of the runtime's <c>Activation</c>.</summary>
    public string Name { get; }

    /// <summary>Applies it to columns of rows, in place.</summary>
    public Kernel Kernel { get; }

    /// <summary>Multiplies columns of rows with the function of those of a gate.</summary>
    public Kernel GateKernel { get; }

    /// <summary>The function of <paramref name="argument"/>, as formulas write it.</summary>
    public string Of(string argument) => string.Format(CultureInfo.InvariantCulture, _formula, argument);

    public static Activation Create(ActivationKind kind) => kind switch
    {
        ActivationKind.Silu => Silu,
        ActivationKind.Relu => Relu,
        ActivationKind.Gelu => Gelu,
        ActivationKind.GeluTanh => GeluTanh,
        ActivationKind.QuickGelu => QuickGelu,
        _ => throw new InvalidOperationException($"No function is known for {kind}."),
    };
}
