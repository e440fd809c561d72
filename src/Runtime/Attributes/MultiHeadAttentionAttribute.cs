namespace ShapeGen;

/// <summary>
/// Makes the class a multi-head self-attention over x [tokens, Embed], like ml-cvnets' <c>MultiHeadAttention</c>: one fused projection to
/// q, k and v, <c>softmax(q · kᵀ / √HeadDim) · v</c> for each head of HeadDim = Embed / Heads features, and an output projection.
/// </summary>
/// <remarks>
/// The checkpoint holds <c>qkv_proj.weight</c> [3·Embed, Embed] (rows of q, then k, then v; within each, head after head), <c>out_proj.weight</c>
/// [Embed, Embed] and, with <see cref="Bias"/>, <c>qkv_proj.bias</c> [3·Embed] and <c>out_proj.bias</c> [Embed].
/// <para>
/// With other widths, the rows of <c>qkv_proj</c> are Heads · HeadDim for q, then KeyValueHeads · HeadDim each for k and v, and <c>out_proj.weight</c> is
/// [Out, Heads · HeadDim]. Without <see cref="KeyBias"/>, the bias is two tensors: <c>qkv_proj.q_bias</c> and <c>qkv_proj.v_bias</c>.
/// </para>
/// <para>
/// With <see cref="Memory"/>, <c>q_proj.weight</c> [Heads · HeadDim, Embed] and <c>kv_proj.weight</c> [2 · KeyValueHeads · HeadDim, Memory] (rows of k, then v)
/// replace <c>qkv_proj</c>, each with a <c>.bias</c>; without <see cref="KeyBias"/>, <c>kv_proj.v_bias</c>.
/// </para>
/// <para>With <see cref="PositionEncoding.RelativeBuckets"/>, it also holds <c>relative_attention_bias.weight</c> [Buckets, Heads].</para>
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

    /// <summary>Features of one head. <see cref="Embed"/> / <see cref="Heads"/> by default.</summary>
    public int HeadDim { get; set; }

    /// <summary>Heads of keys and values, a divisor of <see cref="Heads"/>: several query heads share one (grouped-query attention). <see cref="Heads"/> by default.</summary>
    public int KeyValueHeads { get; set; }

    /// <summary>The factor of the scores q · k, above 0 (1 in T5). 1 / √HeadDim by default.</summary>
    public float Scale { get; set; }

    /// <summary>Which tokens a token attends to. All by default.</summary>
    public AttentionMask Mask { get; set; } = AttentionMask.None;

    /// <summary>Local attention: a token attends to at most Window / 2 tokens before it and, without a causal mask, after it. Time and scratch then grow with tokens × Window.</summary>
    public int Window { get; set; }

    /// <summary>How attention scores depend on positions. Not at all by default.</summary>
    public PositionEncoding Position { get; set; } = PositionEncoding.None;

    /// <summary>The base of the rotary angles (HuggingFace's <c>rope_theta</c>), above 0. 10,000 by default.</summary>
    public float RotaryTheta { get; set; } = 10_000;

    /// <summary>Rotated features of a head, an even number; the others are unchanged. All by default.</summary>
    public int RotaryDim { get; set; }

    /// <summary>Whether features 2i and 2i + 1 are rotated as a pair (GPT-J), instead of i and i + RotaryDim / 2 (GPT-NeoX and Llama, the default).</summary>
    public bool RotaryInterleaved { get; set; }

    /// <summary>Number of distance buckets (T5's <c>relative_attention_num_buckets</c>), even. 32 by default.</summary>
    public int Buckets { get; set; } = 32;

    /// <summary>All distances from this one on share the last bucket (T5's <c>relative_attention_max_distance</c>). 128 by default.</summary>
    public int MaxDistance { get; set; } = 128;

    /// <summary>Features of an output token. <see cref="Embed"/> by default.</summary>
    public int Out { get; set; }

    /// <summary>
    /// Features of a token of the memory that keys and values are computed from: cross-attention, with <c>Forward(query, memory, output)</c>. Without it, this is
    /// self-attention.
    /// </summary>
    public int Memory { get; set; }

    /// <summary>Whether the projections have a bias (PyTorch's <c>bias</c>). On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether the projection to queries, keys and values has a bias. As <see cref="Bias"/> by default.</summary>
    public bool QkvBias { get; set; }

    /// <summary>Whether keys have a bias; Whisper's do not. As <see cref="QkvBias"/> by default.</summary>
    public bool KeyBias { get; set; }

    /// <summary>Whether the output projection has a bias. As <see cref="Bias"/> by default.</summary>
    public bool OutBias { get; set; }

    /// <summary>
    /// The dropout rate of the attention weights (PyTorch's <c>attn_dropout</c>), in [0, 1). It can be declared so that a PyTorch configuration carries over, but
    /// it has no effect at inference.
    /// </summary>
    public float AttentionDropout { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, the model takes any number of tokens.</summary>
    public int Tokens { get; set; }
}
