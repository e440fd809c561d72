namespace ShapeGen;

/// <summary>
/// Makes the class a Transformer encoder over x [tokens, Embed]. By default it is one pre-norm layer, like ml-cvnets' <c>TransformerEncoder</c>:
/// <c>x = x + attention(LayerNorm(x))</c>, then <c>x = x + feedForward(LayerNorm(x))</c>. Its properties select several layers, post-norm, gating, local
/// attention, positions, and more.
/// </summary>
/// <remarks>
/// The checkpoint holds, numbered as by <c>nn.Sequential</c>: <c>pre_norm_mha.0.weight</c> and <c>.bias</c> [Embed],
/// <c>pre_norm_mha.1.qkv_proj.weight</c> [3·Embed, Embed] and <c>.bias</c> [3·Embed], <c>pre_norm_mha.1.out_proj.weight</c>
/// [Embed, Embed] and <c>.bias</c> [Embed], <c>pre_norm_ffn.0.weight</c> and <c>.bias</c> [Embed], <c>pre_norm_ffn.1.weight</c>
/// [Ffn, Embed] and <c>.bias</c> [Ffn], <c>pre_norm_ffn.4.weight</c> [Embed, Ffn] and <c>.bias</c> [Embed].
/// <para>
/// With two or more <see cref="Layers"/>, the names of each layer have the prefix <c>0.</c>, <c>1.</c>, … <see cref="FinalNorm"/> adds <c>{Layers}.weight</c> and
/// <c>.bias</c> [Embed]. <see cref="Gated"/> adds <c>pre_norm_ffn.1_gate.weight</c> [Ffn, Embed] and <c>.bias</c>. <see cref="LayerScale"/> adds
/// <c>pre_norm_mha.layer_scale</c> and <c>pre_norm_ffn.layer_scale</c> [Embed].
/// </para>
/// <para>
/// With other widths, the rows of <c>qkv_proj</c> are Heads · HeadDim for q, then KeyValueHeads · HeadDim each for k and v, and <c>out_proj.weight</c> is
/// [Embed, Heads · HeadDim]. Without <see cref="KeyBias"/>, the bias of <c>qkv_proj</c> is two tensors: <c>qkv_proj.q_bias</c> and <c>qkv_proj.v_bias</c>. With
/// <see cref="PositionEncoding.RelativeBuckets"/>, all layers share one <c>relative_attention_bias.weight</c> [Buckets, Heads].
/// </para>
/// <para>
/// PyTorch's <c>nn.TransformerEncoderLayer</c> is post-norm unless it was created with <c>norm_first=True</c>:
/// <c>x = LayerNorm(x + attention(x))</c>. Its tensors have the same number and shapes. So without <see cref="Norm"/> a renamed checkpoint of it
/// loads, and the results are wrong without an error. Its activation is ReLU by default.
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
    /// <param name="ffn">Hidden features of the feed-forward block, at least 1.</param>
    public EncoderAttribute(int embed, int heads, int ffn)
    {
        Embed = embed;
        Heads = heads;
        Ffn = ffn;
    }

    /// <summary>Features of a token (PyTorch's <c>embed_dim</c>), a multiple of <see cref="Heads"/> unless <see cref="HeadDim"/> is given.</summary>
    public int Embed { get; set; }

    /// <summary>Attention heads (PyTorch's <c>num_heads</c>), at least 1.</summary>
    public int Heads { get; set; }

    /// <summary>Hidden features of the feed-forward block, between its two linear layers (ml-cvnets' <c>ffn_latent_dim</c>), at least 1.</summary>
    public int Ffn { get; set; }

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

    /// <summary>With <see cref="Window"/>: the first layer and every GlobalEvery-th one after it attend to the whole sequence (ModernBERT's <c>global_attn_every_n_layers</c>).</summary>
    public int GlobalEvery { get; set; }

    /// <summary>How attention scores depend on positions. Not at all by default.</summary>
    public PositionEncoding Position { get; set; } = PositionEncoding.None;

    /// <summary>The base of the rotary angles (HuggingFace's <c>rope_theta</c>), above 0. 10,000 by default.</summary>
    public float RotaryTheta { get; set; } = 10_000;

    /// <summary>The base of the rotary angles in local layers (ModernBERT's <c>local_rope_theta</c>), above 0. <see cref="RotaryTheta"/> by default.</summary>
    public float LocalRotaryTheta { get; set; }

    /// <summary>Rotated features of a head, an even number; the others are unchanged. All by default.</summary>
    public int RotaryDim { get; set; }

    /// <summary>Whether features 2i and 2i + 1 are rotated as a pair (GPT-J), instead of i and i + RotaryDim / 2 (GPT-NeoX and Llama, the default).</summary>
    public bool RotaryInterleaved { get; set; }

    /// <summary>Number of distance buckets (T5's <c>relative_attention_num_buckets</c>), even. 32 by default.</summary>
    public int Buckets { get; set; } = 32;

    /// <summary>All distances from this one on share the last bucket (T5's <c>relative_attention_max_distance</c>). 128 by default.</summary>
    public int MaxDistance { get; set; } = 128;

    /// <summary>The function between the two linear layers. SiLU by default.</summary>
    public Activation Activation { get; set; } = Activation.Silu;

    /// <summary>
    /// Whether the block is gated: <c>(activation(x · Wgᵀ) ⊙ (x · W1ᵀ)) · W2ᵀ</c>, where ⊙ multiplies element by element. SwiGLU with
    /// <see cref="ShapeGen.Activation.Silu"/>, GeGLU with <see cref="ShapeGen.Activation.Gelu"/>.
    /// </summary>
    public bool Gated { get; set; }

    /// <summary>The epsilon of the norms (PyTorch's <c>eps</c>), above 0. 1e-5 by default.</summary>
    public float Epsilon { get; set; } = 1e-5f;

    /// <summary>Number of layers. All have the same shape and different weights. 1 by default. The tensor names of each layer have the prefix <c>{layer}.</c>.</summary>
    public int Layers { get; set; } = 1;

    /// <summary>Whether the norms come before or after the blocks. Before the blocks by default.</summary>
    public NormPlacement Norm { get; set; } = NormPlacement.Pre;

    /// <summary>The formula of the norms. <c>LayerNorm</c> by default.</summary>
    public NormKind NormKind { get; set; } = NormKind.Layer;

    /// <summary>Whether layer normalisations have a bias; ModernBERT's do not. As <see cref="Bias"/> by default.</summary>
    public bool NormBias { get; set; }

    /// <summary>Whether each block's result is multiplied by a learned factor for each feature before it is added to x (DINOv2's <c>LayerScale</c>).</summary>
    public bool LayerScale { get; set; }

    /// <summary>Whether a norm follows the last layer.</summary>
    public bool FinalNorm { get; set; }

    /// <summary>The epsilon of the norm after the last layer, above 0. <see cref="Epsilon"/> by default.</summary>
    public float FinalEpsilon { get; set; }

    /// <summary>
    /// Whether the linear layers and layer normalisations have a bias (like <c>bias</c> of PyTorch's <c>nn.TransformerEncoderLayer</c>).
    /// On by default.
    /// </summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether the projection to queries, keys and values has a bias. As <see cref="Bias"/> by default.</summary>
    public bool QkvBias { get; set; }

    /// <summary>Whether keys have a bias; Whisper's do not. As <see cref="QkvBias"/> by default.</summary>
    public bool KeyBias { get; set; }

    /// <summary>Whether the output projection has a bias. As <see cref="Bias"/> by default.</summary>
    public bool OutBias { get; set; }

    /// <summary>Whether the linear layers of the feed-forward block have a bias. As <see cref="Bias"/> by default.</summary>
    public bool FfnBias { get; set; }

    /// <summary>Whether the two first linear layers of a gated block have a bias. As <see cref="FfnBias"/> by default.</summary>
    public bool GateBias { get; set; }

    /// <summary>
    /// The dropout rate of the attention weights (<c>attn_dropout</c>), in [0, 1). It can be declared so that a PyTorch configuration carries over, but it has no
    /// effect at inference.
    /// </summary>
    public float AttentionDropout { get; set; }

    /// <summary>The dropout rate after each of the two blocks (<c>dropout</c>), in [0, 1). No effect at inference.</summary>
    public float Dropout { get; set; }

    /// <summary>The dropout rate after the activation (<c>ffn_dropout</c>), in [0, 1). No effect at inference.</summary>
    public float FfnDropout { get; set; }

    /// <summary>The fixed number of tokens of one input, at least 1. Without it, the model takes any number of tokens.</summary>
    public int Tokens { get; set; }
}
