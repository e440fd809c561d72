namespace ShapeGen;

/// <summary>Puts a norm, of the encoder's <see cref="EncoderAttribute.NormKind"/>, before the first layer of the encoder of the same class: behind embedding and positions, as BERT has it.</summary>
/// <remarks>The checkpoint holds <c>weight</c> [Embed] and, with <see cref="Bias"/>, <c>bias</c> [Embed], under the name of <see cref="TensorNamesAttribute.InputNorm"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InputNormAttribute : Attribute
{
    /// <summary>Declares a norm with PyTorch's epsilon, 1e-5.</summary>
    public InputNormAttribute()
    {
    }

    /// <summary>Declares a norm.</summary>
    /// <param name="epsilon">What is added to the variance, above 0. BERT has 1e-12.</param>
    public InputNormAttribute(float epsilon) => Epsilon = epsilon;

    /// <summary>What is added to the variance, above 0. 1e-5 by default; BERT has 1e-12.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Whether it has a bias. As the norms of the encoder by default.</summary>
    public bool Bias { get; set; }
}
