namespace ShapeGen.Generator.Roles;

/// <summary>The tensors that a role can have.</summary>
internal enum TensorPart
{
    Weight,
    Bias,

    /// <summary>A tensor under the role's own name, without a module around it.</summary>
    Itself,
}
