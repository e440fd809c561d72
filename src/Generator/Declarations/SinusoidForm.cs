namespace ShapeGen.Generator.Declarations;

/// <summary>The values of the runtime's <c>Sinusoid</c>, by name and number.</summary>
internal enum SinusoidForm
{
    Pairs = 0,
    Halves = 1,
}
