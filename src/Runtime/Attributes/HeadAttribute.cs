namespace ShapeGen;

/// <summary>
/// Puts a linear layer behind the encoder of the same class, on the pooled row of each sequence, or on every token where there is no
/// <see cref="PoolAttribute"/>. Several stand one behind the other, in the order in which they are written.
/// </summary>
/// <remarks>
/// The checkpoint holds the <c>weight</c> [Out, In] and, with <see cref="Bias"/>, the <c>bias</c> [Out] of each, under the names of
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
    /// <param name="out">Features or labels that go out, at least 1.</param>
    public HeadAttribute(int @out) => Out = @out;

    /// <summary>Features or labels that go out, at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Whether a bias is added. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The function behind the linear layer. None by default.</summary>
    public HeadActivation Activation { get; set; }

    /// <summary>
    /// Whether each row of the result is divided by its length (L2), after the activation: <c>x / max(‖x‖, 1e-12)</c>, PyTorch's <c>F.normalize</c>. Off by
    /// default. Sentence-transformers' <c>Normalize</c> after a <c>Dense</c>.
    /// </summary>
    public bool Normalize { get; set; }
}
