#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>The function applied to a convolution's result.</summary>
public enum ConvolutionActivation
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>GELU, exact.</summary>
    Gelu = 1,

    /// <summary>GELU's tanh form.</summary>
    GeluTanh = 2,

    /// <summary>ReLU.</summary>
    Relu = 3,

    /// <summary>SiLU.</summary>
    Silu = 4,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh = 5,
}
