using System.Globalization;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Operations.Activations;

/// <summary>A function of each element alone.</summary>
internal sealed class ElementwiseFunction
{
    private static readonly ElementwiseFunction Silu = new("SiLU({0})", SigmoidFunctions.Silu);

    private static readonly ElementwiseFunction Relu = new("ReLU({0})", ActivationFunction.Relu);

    private static readonly ElementwiseFunction Gelu = new("GELU({0})", GeluFunction.Gelu);

    private static readonly ElementwiseFunction GeluTanh = new("GELUtanh({0})", SigmoidFunctions.GeluTanh);

    private static readonly ElementwiseFunction QuickGelu = new("QuickGELU({0})", SigmoidFunctions.QuickGelu);

    /// <summary>The hyperbolic tangent, which heads and convolutions have.</summary>
    public static readonly ElementwiseFunction Tanh = new("tanh({0})", SigmoidFunctions.Tanh);

    /// <summary>1 / (1 + e^-x), which heads have.</summary>
    public static readonly ElementwiseFunction Sigmoid = new("sigmoid({0})", SigmoidFunctions.Sigmoid);

    private readonly string _formula;

    private ElementwiseFunction(string formula, ActivationFunction function)
    {
        Name = function.Name;
        _formula = formula;
        Kernel = ActivationKernels.InPlace(function);
        GateKernel = ActivationKernels.Gate(function);
    }

    /// <summary>The name, which is also that of its kernel.</summary>
    public string Name { get; }

    /// <summary>Applies it to columns of rows, in place.</summary>
    public Kernel Kernel { get; }

    /// <summary>Multiplies columns of rows with the function of those of a gate.</summary>
    public Kernel GateKernel { get; }

    /// <summary>The function of <paramref name="argument"/>, as formulas write it.</summary>
    public string Of(string argument) => string.Format(CultureInfo.InvariantCulture, _formula, argument);

    public static ElementwiseFunction Create(Activation kind) => kind switch
    {
        Activation.Silu => Silu,
        Activation.Relu => Relu,
        Activation.Gelu => Gelu,
        Activation.GeluTanh => GeluTanh,
        Activation.QuickGelu => QuickGelu,
        _ => throw new InvalidOperationException($"No function is known for {kind}."),
    };
}
