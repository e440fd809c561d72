namespace ShapeGen.Generator.Declarations;

/// <summary>The runtime's <c>ConvolutionActivation</c>.</summary>
internal enum ConvolutionActivation
{
    None = 0,
    Gelu = 1,
    GeluTanh = 2,
    Relu = 3,
    Silu = 4,
    Tanh = 5,
}
