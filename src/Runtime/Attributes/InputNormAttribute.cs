namespace ShapeGen;

/// <summary>Adds a norm before the first layer of the encoder of the same class, after embedding and positions, as in BERT. Its formula is the encoder's <see cref="EncoderAttribute.NormKind"/>.</summary>
/// <remarks>The checkpoint holds <c>weight</c> [Embed] and, with <see cref="Bias"/>, <c>bias</c> [Embed], with the name given by <see cref="TensorNamesAttribute.InputNorm"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InputNormAttribute : Attribute
{
    /// <summary>Declares a norm with PyTorch's epsilon, 1e-5.</summary>
    public InputNormAttribute()
    {
    }

    /// <summary>Declares a norm.</summary>
    /// <param name="epsilon">The epsilon, above 0; 1e-12 in BERT.</param>
    public InputNormAttribute(float epsilon) => Epsilon = epsilon;

    /// <summary>The number added to the variance, above 0 (1e-12 in BERT). 1e-5 by default.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Whether the norm has a bias. As the norms of the encoder by default.</summary>
    public bool Bias { get; set; }
}
