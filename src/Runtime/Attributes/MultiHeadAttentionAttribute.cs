namespace ShapeGen;

/// <summary>
/// Makes the class a multi-head self-attention over x [tokens, Embed], as ml-cvnets' <c>MultiHeadAttention</c>: one fused projection to
/// q, k and v, <c>softmax(q · kᵀ / √HeadDim) · v</c> for each head of HeadDim = Embed / Heads features, and an output projection.
/// </summary>
/// <remarks>
/// The checkpoint holds <c>qkv_proj.weight</c> [3·Embed, Embed] (rows q, then k, then v, each head after head), <c>out_proj.weight</c>
/// [Embed, Embed] and, with <see cref="Bias"/>, <c>qkv_proj.bias</c> [3·Embed] and <c>out_proj.bias</c> [Embed].
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class MultiHeadAttentionAttribute : Attribute
{
    /// <summary>Declares an attention whose sizes are given as named arguments.</summary>
    public MultiHeadAttentionAttribute()
    {
    }

    /// <summary>Declares an attention.</summary>
    /// <param name="embed">Features of a token, a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Attention heads, at least 1.</param>
    public MultiHeadAttentionAttribute(int embed, int heads)
    {
        Embed = embed;
        Heads = heads;
    }

    /// <summary>Features of a token (PyTorch's <c>embed_dim</c>), a multiple of <see cref="Heads"/>.</summary>
    public int Embed { get; set; }

    /// <summary>Attention heads (PyTorch's <c>num_heads</c>), at least 1.</summary>
    public int Heads { get; set; }

    /// <summary>Whether the projections add a bias (PyTorch's <c>bias</c>). On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// The dropout rate of the attention weights (PyTorch's <c>attn_dropout</c>), in [0, 1). Part of the declaration so that a PyTorch
    /// configuration carries over; it has no effect at inference.
    /// </summary>
    public float AttentionDropout { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, any number of tokens ≥ 1 runs.</summary>
    public int Tokens { get; set; }
}
