namespace ShapeGen.Generator.Graph;

/// <summary>A name under which a traced model hands out columns of a value. In a layer, the layer's number stands before it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Offset">The first of the columns.</param>
/// <param name="Width">How many.</param>
internal sealed record ResultName(string Name, int Offset, int Width);
