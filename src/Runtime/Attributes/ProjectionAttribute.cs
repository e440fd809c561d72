namespace ShapeGen;

/// <summary>
/// Adds a linear layer before the encoder of the same class, for input features of another width: <c>x = features · Wᵀ + b</c> with features
/// [tokens, In] and x [tokens, Embed].
/// </summary>
/// <remarks>The checkpoint holds its <c>weight</c> [Embed, In] and, with <see cref="Bias"/>, <c>bias</c> [Embed], with the name given by <see cref="TensorNamesAttribute.Projection"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ProjectionAttribute : Attribute
{
    /// <summary>Declares a projection whose width is given as a named argument.</summary>
    public ProjectionAttribute()
    {
    }

    /// <summary>Declares a projection.</summary>
    /// <param name="in">Input features, at least 1.</param>
    public ProjectionAttribute(int @in) => In = @in;

    /// <summary>Input features, at least 1.</summary>
    public int In { get; set; }

    /// <summary>Whether the layer has a bias. On by default.</summary>
    public bool Bias { get; set; } = true;
}
