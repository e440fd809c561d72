namespace ShapeGen;

/// <summary>
/// Makes the class a layer normalisation, PyTorch's <c>nn.LayerNorm</c>, over the last axis of x [tokens, Dim]:
/// <c>y = (x - mean) / √(variance + Epsilon) · weight + bias</c>, with the biased variance.
/// </summary>
/// <remarks>The checkpoint holds <c>weight</c> [Dim] and, with <see cref="Bias"/>, <c>bias</c> [Dim].</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LayerNormAttribute : Attribute
{
    /// <summary>Declares a layer normalisation whose size is given as a named argument.</summary>
    public LayerNormAttribute()
    {
    }

    /// <summary>Declares a layer normalisation.</summary>
    /// <param name="dim">Features of a token, at least 1.</param>
    public LayerNormAttribute(int dim) => Dim = dim;

    /// <summary>Features of a token (PyTorch's <c>normalized_shape</c>), at least 1.</summary>
    public int Dim { get; set; }

    /// <summary>The number added to the variance (PyTorch's <c>eps</c>), above 0. 1e-5 by default.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Whether the norm has a bias (PyTorch's <c>bias</c>). On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, the model takes any number of tokens.</summary>
    public int Tokens { get; set; }
}
