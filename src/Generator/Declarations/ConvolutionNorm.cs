namespace ShapeGen.Generator.Declarations;

/// <summary>The runtime's <c>ConvolutionNorm</c>.</summary>
internal enum ConvolutionNorm
{
    None = 0,
    Group = 1,
    Channel = 2,
    Layer = 3,
}
