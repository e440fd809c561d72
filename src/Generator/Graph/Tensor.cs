namespace ShapeGen.Generator.Graph;

/// <summary>A value in the model's graph: rows of <paramref name="Width"/> floats, one row a token.</summary>
/// <param name="Name">Its name in the shape walk and in the generated code: <c>x</c>, <c>qkv</c>, <c>hidden</c>.</param>
/// <param name="Width">Floats of one token.</param>
internal sealed record Tensor(string Name, int Width);
