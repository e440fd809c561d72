namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>NormKind</c>, by name and number.</summary>
internal enum NormKind
{
    Layer = 0,
    Rms = 1,
}
