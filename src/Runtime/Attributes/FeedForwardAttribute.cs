namespace ShapeGen;

/// <summary>
/// Makes the class a feed-forward block: <c>y = activation(x · W1ᵀ + b1) · W2ᵀ + b2</c> with x and y [tokens, Embed] and Ffn features between.
/// </summary>
/// <remarks>
/// The checkpoint holds <c>fc1.weight</c> [Ffn, Embed], <c>fc2.weight</c> [Embed, Ffn] and, with <see cref="Bias"/>,
/// <c>fc1.bias</c> [Ffn] and <c>fc2.bias</c> [Embed]. With <see cref="Gated"/> it also holds <c>gate.weight</c> [Ffn, Embed] and, with
/// <see cref="GateBias"/>, <c>gate.bias</c> [Ffn]; <see cref="GateBias"/> is then for <c>fc1.bias</c> too.
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
    /// <param name="ffn">Features between the two linear layers, at least 1.</param>
    public FeedForwardAttribute(int embed, int ffn)
    {
        Embed = embed;
        Ffn = ffn;
    }

    /// <summary>Features of a token, at least 1.</summary>
    public int Embed { get; set; }

    /// <summary>Features between the two linear layers (PyTorch's <c>dim_feedforward</c>), at least 1.</summary>
    public int Ffn { get; set; }

    /// <summary>The function between the two linear layers. SiLU by default.</summary>
    public Activation Activation { get; set; } = Activation.Silu;

    /// <summary>
    /// Whether the block is gated: <c>(activation(x · Wgᵀ) ⊙ (x · W1ᵀ)) · W2ᵀ</c>, with ⊙ the product of each element. SwiGLU with
    /// <see cref="ShapeGen.Activation.Silu"/>, GeGLU with <see cref="ShapeGen.Activation.Gelu"/>.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>Whether the linear layers add a bias. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether both first layers of a gated block add a bias. As <see cref="Bias"/> by default.</summary>
    public bool GateBias { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, any number of tokens ≥ 1 runs.</summary>
    public int Tokens { get; set; }
}
