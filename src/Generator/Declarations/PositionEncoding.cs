namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>PositionEncoding</c>, by name and number.</summary>
internal enum PositionEncoding
{
    None = 0,
    Rotary = 1,
    Alibi = 2,
    RelativeBuckets = 3,
}
