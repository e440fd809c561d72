namespace ShapeGen;

/// <summary>
/// Adds a linear layer after the encoder of the same class. It applies to the pooled row of each sequence, or, without <see cref="PoolAttribute"/>, to every
/// token. Several heads run in the order in which they are written.
/// </summary>
/// <remarks>
/// The checkpoint holds the <c>weight</c> [Out, In] and, with <see cref="Bias"/>, the <c>bias</c> [Out] of each head, with the names given by
/// <see cref="TensorNamesAttribute.Heads"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class HeadAttribute : Attribute
{
    /// <summary>Declares a head whose width is given as a named argument.</summary>
    public HeadAttribute()
    {
    }

    /// <summary>Declares a head.</summary>
    /// <param name="out">Output features or labels, at least 1.</param>
    public HeadAttribute(int @out) => Out = @out;

    /// <summary>Output features or labels, at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Whether the layer has a bias. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The function after the linear layer. None by default.</summary>
    public HeadActivation Activation { get; set; }

    /// <summary>
    /// Whether each row of the result is divided by its L2 norm, after the activation: <c>x / max(‖x‖, 1e-12)</c>, PyTorch's <c>F.normalize</c>. Off by
    /// default. Sentence-transformers' <c>Normalize</c> after a <c>Dense</c>.
    /// </summary>
    public bool Normalize { get; set; }
}
