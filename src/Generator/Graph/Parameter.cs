using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Graph;

/// <summary>A tensor of the model's weights: what it is, its shape, how a new model starts, and how kernels read it.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Part">Which tensor of the role.</param>
/// <param name="Shape">[length] or [outputs, inputs], as PyTorch has it.</param>
/// <param name="Start">How a new module starts.</param>
/// <param name="Packing">How kernels read it.</param>
internal sealed record Parameter(Role Role, TensorPart Part, EquatableArray<int> Shape, Initialisation Start, Packing Packing)
{
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The constant of the generated code that holds its place: <c>QkvWeight</c>.</summary>
    public string ConstantName => $"{Role}{Part}";

    public static Parameter Vector(Role role, TensorPart part, int length, Initialisation start) => new(role, part, new([length]), start, Packing.Vector);

    public static Parameter Matrix(Role role, int outputs, int inputs, Initialisation start) =>
        new(role, TensorPart.Weight, new([outputs, inputs]), start, Packing.Panels);
}

/// <summary>What a tensor is for. A naming profile knows the name of each.</summary>
internal enum Role
{
    /// <summary>The one linear layer of <c>[Linear]</c>.</summary>
    Linear,

    /// <summary>The one norm of <c>[LayerNorm]</c>.</summary>
    Norm,

    /// <summary>The norm of the attention block.</summary>
    Norm1,

    /// <summary>The projection to queries, keys and values.</summary>
    Qkv,

    /// <summary>The projection of the heads' results.</summary>
    Out,

    /// <summary>The norm of the feed-forward block.</summary>
    Norm2,

    /// <summary>The gate of a gated feed-forward block.</summary>
    Gate,

    /// <summary>The first linear layer of the feed-forward block.</summary>
    Ffn1,

    /// <summary>The second linear layer of the feed-forward block.</summary>
    Ffn2,

    /// <summary>The norm after the last layer.</summary>
    FinalNorm,
}

/// <summary>The tensors that a role can have.</summary>
internal enum TensorPart
{
    Weight,
    Bias,
}

/// <summary>How kernels read a parameter.</summary>
internal enum Packing
{
    /// <summary>A matrix in column panels.</summary>
    Panels,

    /// <summary>A vector as it is.</summary>
    Vector,
}

/// <summary>PyTorch's default initialisation of a parameter: uniform in [-Bound, Bound], or all <paramref name="Value"/> where there is no bound.</summary>
internal readonly record struct Initialisation(float Value, float Bound)
{
    public static Initialisation One => new(1, 0);

    public static Initialisation Zero => new(0, 0);

    /// <summary><c>nn.Linear.reset_parameters</c>: weight and bias are uniform within 1 / √inputs.</summary>
    public static Initialisation Linear(int inputs) => new(0, (float)(1 / Math.Sqrt(inputs)));
}
