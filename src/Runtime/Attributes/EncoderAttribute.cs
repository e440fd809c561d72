namespace ShapeGen;

/// <summary>
/// Makes the class a pre-norm Transformer encoder layer over x [tokens, Embed], as ml-cvnets' <c>TransformerEncoder</c>:
/// <c>x = x + attention(LayerNorm(x))</c>, then <c>x = x + feedForward(LayerNorm(x))</c>.
/// </summary>
/// <remarks>
/// The checkpoint holds, as <c>nn.Sequential</c> numbers them: <c>pre_norm_mha.0.weight</c> and <c>.bias</c> [Embed],
/// <c>pre_norm_mha.1.qkv_proj.weight</c> [3·Embed, Embed] and <c>.bias</c> [3·Embed], <c>pre_norm_mha.1.out_proj.weight</c>
/// [Embed, Embed] and <c>.bias</c> [Embed], <c>pre_norm_ffn.0.weight</c> and <c>.bias</c> [Embed], <c>pre_norm_ffn.1.weight</c>
/// [Ffn, Embed] and <c>.bias</c> [Ffn], <c>pre_norm_ffn.4.weight</c> [Embed, Ffn] and <c>.bias</c> [Embed].
/// <para>
/// PyTorch's <c>nn.TransformerEncoderLayer</c> is post-norm unless it was made with <c>norm_first=True</c>:
/// <c>x = LayerNorm(x + attention(x))</c>. Its tensors are the same in number and shape, so a renamed checkpoint of it loads, and the answers
/// are wrong without an error. Its activation is ReLU unless it was set.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EncoderAttribute : Attribute
{
    /// <summary>Declares an encoder whose sizes are given as named arguments.</summary>
    public EncoderAttribute()
    {
    }

    /// <summary>Declares an encoder.</summary>
    /// <param name="embed">Features of a token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads, at least 1.</param>
    /// <param name="ffn">Features between the two linear layers of the feed-forward block, at least 1.</param>
    public EncoderAttribute(int embed, int heads, int ffn)
    {
        Embed = embed;
        Heads = heads;
        Ffn = ffn;
    }

    /// <summary>Features of a token (PyTorch's <c>embed_dim</c>), a multiple of <see cref="Heads"/>.</summary>
    public int Embed { get; set; }

    /// <summary>Attention heads (PyTorch's <c>num_heads</c>), at least 1.</summary>
    public int Heads { get; set; }

    /// <summary>Features between the two linear layers of the feed-forward block (ml-cvnets' <c>ffn_latent_dim</c>), at least 1.</summary>
    public int Ffn { get; set; }

    /// <summary>The function between the two linear layers. SiLU by default.</summary>
    public Activation Activation { get; set; } = Activation.Silu;

    /// <summary>What both layer normalisations add to the variance (PyTorch's <c>eps</c>), above 0. 1e-5 by default.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>
    /// Whether the linear layers and the layer normalisations add a bias (as <c>bias</c> of PyTorch's <c>nn.TransformerEncoderLayer</c>).
    /// On by default.
    /// </summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// The dropout rate of the attention weights (<c>attn_dropout</c>), in [0, 1). Part of the declaration so that a PyTorch configuration
    /// carries over; it has no effect at inference.
    /// </summary>
    public float AttentionDropout { get; set; }

    /// <summary>The dropout rate after each of the two blocks (<c>dropout</c>), in [0, 1). No effect at inference.</summary>
    public float Dropout { get; set; }

    /// <summary>The dropout rate after the activation (<c>ffn_dropout</c>), in [0, 1). No effect at inference.</summary>
    public float FfnDropout { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, any number of tokens ≥ 1 runs.</summary>
    public int Tokens { get; set; }
}
