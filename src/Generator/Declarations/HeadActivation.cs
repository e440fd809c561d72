namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>HeadActivation</c>, by name and number.</summary>
internal enum HeadActivation
{
    None = 0,
    Tanh = 1,
    Gelu = 2,
    Relu = 3,
    Sigmoid = 4,
    Softmax = 5,
    GeluTanh = 6,
    QuickGelu = 7,
    Silu = 8,
}
