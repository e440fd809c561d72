using ShapeGen.Generator.Declarations;
using ShapeGen.Generator.Operations.Activations;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary><c>[Convolution(In, Out, Kernel)]</c>.</summary>
/// <param name="In">Channels that come in.</param>
/// <param name="Out">Channels that go out.</param>
/// <param name="Window">What each result sees.</param>
/// <param name="Bias">Whether it has a bias.</param>
/// <param name="Activation">The function of the result.</param>
/// <param name="Norm">The norm of the result.</param>
/// <param name="Epsilon">What the norm adds to the variance.</param>
/// <param name="ActivationFirst">Whether the norm comes behind the activation.</param>
internal sealed record ConvolutionSettings(
    int In, int Out, ConvolutionWindow Window, bool Bias, ConvolutionActivation Activation, ConvolutionNorm Norm, float Epsilon, bool ActivationFirst)
{
    /// <summary>The function of the result, or null.</summary>
    private ElementwiseFunction? Function => Activation switch
    {
        ConvolutionActivation.None => null,
        ConvolutionActivation.Gelu => ElementwiseFunction.Create(Options.Activation.Gelu),
        ConvolutionActivation.GeluTanh => ElementwiseFunction.Create(Options.Activation.GeluTanh),
        ConvolutionActivation.Relu => ElementwiseFunction.Create(Options.Activation.Relu),
        ConvolutionActivation.Silu => ElementwiseFunction.Create(Options.Activation.Silu),
        ConvolutionActivation.Tanh => ElementwiseFunction.Tanh,
        _ => throw new InvalidOperationException($"No function is known for {Activation}."),
    };

    /// <summary>The function before the norm, or of the result where there is no norm.</summary>
    public ElementwiseFunction? Before => Norm == ConvolutionNorm.None || ActivationFirst ? Function : null;

    /// <summary>The function behind the norm.</summary>
    public ElementwiseFunction? Behind => Norm == ConvolutionNorm.None || ActivationFirst ? null : Function;
}
