namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>Activation</c>, by name and number.</summary>
internal enum ActivationKind
{
    Silu = 0,
    Relu = 1,
    Gelu = 2,
    GeluTanh = 3,
    QuickGelu = 4,
}
