namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>NormPlacement</c>, by name and number.</summary>
internal enum NormPlacement
{
    Pre = 0,
    Post = 1,
}
