namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>PositionKind</c>, by name and number.</summary>
internal enum PositionKind
{
    Learned = 0,
    Sinusoidal = 1,
}
