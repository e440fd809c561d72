namespace ShapeGen.Generator.Roles;

/// <summary>Kinds of tensors, which differ in how checkpoints name them and in how a new model starts.</summary>
internal enum TensorKind
{
    /// <summary>A linear layer or a convolution: a weight, and perhaps a bias.</summary>
    Linear,

    /// <summary>A norm, whose weight and bias may be called <c>gamma</c> and <c>beta</c>.</summary>
    Norm,

    /// <summary>A <c>LayerScale</c>, whose only tensor has no common name.</summary>
    Scale,

    /// <summary>An embedding: a table that is the weight of a module.</summary>
    Embedding,

    /// <summary>A table that is the weight of a module, or a tensor without a module.</summary>
    Table,

    /// <summary>A tensor without a module: its name is complete.</summary>
    Exact,
}
