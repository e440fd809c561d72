namespace ShapeGen;

/// <summary>
/// Makes the class a feed-forward block: <c>y = activation(x · W1ᵀ + b1) · W2ᵀ + b2</c> with x and y [tokens, Embed] and Ffn hidden features.
/// </summary>
/// <remarks>
/// The checkpoint holds <c>fc1.weight</c> [Ffn, Embed], <c>fc2.weight</c> [Embed, Ffn] and, with <see cref="Bias"/>,
/// <c>fc1.bias</c> [Ffn] and <c>fc2.bias</c> [Embed]. With <see cref="Gated"/> it also holds <c>gate.weight</c> [Ffn, Embed] and, with
/// <see cref="GateBias"/>, <c>gate.bias</c> [Ffn]; <see cref="GateBias"/> then also decides about <c>fc1.bias</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FeedForwardAttribute : Attribute
{
    /// <summary>Declares a feed-forward block whose sizes are given as named arguments.</summary>
    public FeedForwardAttribute()
    {
    }

    /// <summary>Declares a feed-forward block.</summary>
    /// <param name="embed">Features of a token, at least 1.</param>
    /// <param name="ffn">Hidden features, at least 1.</param>
    public FeedForwardAttribute(int embed, int ffn)
    {
        Embed = embed;
        Ffn = ffn;
    }

    /// <summary>Features of a token, at least 1.</summary>
    public int Embed { get; set; }

    /// <summary>Hidden features, between the two linear layers (PyTorch's <c>dim_feedforward</c>), at least 1.</summary>
    public int Ffn { get; set; }

    /// <summary>The function between the two linear layers. SiLU by default.</summary>
    public Activation Activation { get; set; } = Activation.Silu;

    /// <summary>
    /// Whether the block is gated: <c>(activation(x · Wgᵀ) ⊙ (x · W1ᵀ)) · W2ᵀ</c>, where ⊙ multiplies element by element. SwiGLU with
    /// <see cref="ShapeGen.Activation.Silu"/>, GeGLU with <see cref="ShapeGen.Activation.Gelu"/>.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>Whether the linear layers have a bias. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether the two first linear layers of a gated block have a bias. As <see cref="Bias"/> by default.</summary>
    public bool GateBias { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, the model takes any number of tokens.</summary>
    public int Tokens { get; set; }
}
