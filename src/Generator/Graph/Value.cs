namespace ShapeGen.Generator.Graph;

/// <summary>
/// Rows of floats that operations read and write. A value is itself, not its name and width: two of the same name would be two. An operation
/// may rewrite a value in place, as the residual stream is.
/// </summary>
/// <param name="name">Its name in the shape walk and in the generated code: <c>x</c>, <c>qkv</c>, <c>hidden</c>. Unique in a graph.</param>
/// <param name="width">Floats of one row.</param>
/// <param name="space">What a row stands for; a token by default.</param>
internal sealed class Value(string name, int width, RowSpace? space = null)
{
    public string Name { get; } = name;

    public int Width { get; } = width;

    public RowSpace Space { get; } = space ?? RowSpace.Tokens;

    /// <summary>Its shape as the walk writes it.</summary>
    public string Shape => Space == RowSpace.Positions ? $"[P, {Width}]" : Space == RowSpace.Sequences ? $"[N, {Width}]" : Width == 1 ? $"[N, {Space.Symbol}]" : $"[N, {Space.Symbol}, {Width}]";

    public override string ToString() => $"{Name} {Shape}";
}
