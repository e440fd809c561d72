namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>Pooling</c>, by name and number.</summary>
internal enum Pooling
{
    Class = 0,
    Mean = 1,
    Max = 2,
    Last = 3,
}
