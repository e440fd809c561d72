namespace ShapeGen.Generator.Graph.Ops;

/// <summary>
/// One operation of a model: what it reads, what it makes, which parameters it has and how it reads in the shape walk. A new op is a new
/// file here, a stage in <c>Planning/Lowering.cs</c> and an emitter.
/// </summary>
/// <param name="Source">What it reads.</param>
/// <param name="Target">What it makes.</param>
internal abstract record Op(Tensor Source, Tensor Target)
{
    /// <summary>Its parameters in the checkpoint, in the order of the PyTorch module's state.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>Its line of the shape walk: the formula, and how the result is shaped.</summary>
    public abstract (string Formula, string Shape) Walk { get; }

    /// <summary>The shape of <paramref name="tensor"/> as the walk writes it.</summary>
    protected static string Shape(Tensor tensor) => $"[N, P, {tensor.Width}]";
}
