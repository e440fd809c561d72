namespace ShapeGen.Comparison.Formulas;

/// <summary>
/// The mathematics of a Transformer encoder, in full and apart from ShapeGen's attributes: what the peers compute, and what the limit is
/// derived from.
/// </summary>
/// <param name="Embed">Features of a token.</param>
/// <param name="Heads">Attention heads; each has Embed / Heads features.</param>
/// <param name="Ffn">Features between the two linear layers of the feed-forward block.</param>
public sealed record EncoderFormula(int Embed, int Heads, int Ffn)
{
    /// <summary>Equal layers, one after the other.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether a norm follows each block (BERT), and does not precede it.</summary>
    public bool PostNorm { get; init; }

    /// <summary>Whether the norms are RMS norms: without mean and without bias.</summary>
    public bool RmsNorm { get; init; }

    /// <summary>What the norms add to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>Whether a norm follows the last layer.</summary>
    public bool FinalNorm { get; init; }

    /// <summary>Between the linear layers.</summary>
    public ActivationFunction Activation { get; init; } = ActivationFunction.Silu;

    /// <summary>Whether the activation of one linear layer multiplies another: SwiGLU, GeGLU.</summary>
    public bool Gated { get; init; }

    /// <summary>Whether linear layers and layer normalisations add a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Of the scores; null is 1 / √HeadDim.</summary>
    public float? Scale { get; init; }

    /// <summary>Whether a token sees only itself and those before it.</summary>
    public bool Causal { get; init; }

    /// <summary>A token sees those at most Window / 2 away; 0 is all.</summary>
    public int Window { get; init; }

    /// <summary>The base of the rotary angles; 0 is no rotation. Features i and i + HeadDim / 2 are rotated together.</summary>
    public float RotaryTheta { get; init; }

    /// <summary>T5's buckets of relative positions, shared by all layers; 0 is none.</summary>
    public int Buckets { get; init; }

    /// <summary>The distance from which on all are in the last bucket.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Features of a head.</summary>
    public int HeadDim => Embed / Heads;

    /// <summary>What the scores are multiplied with.</summary>
    public float ScoreScale => Scale ?? 1 / MathF.Sqrt(HeadDim);

    /// <summary>Whether the norms have a bias.</summary>
    public bool NormBias => Bias && !RmsNorm;

    /// <summary>Whether some tokens do not see all others.</summary>
    public bool IsMasked => Causal || Window > 0;

    /// <summary>Whether the token <paramref name="query"/> sees the token <paramref name="key"/>.</summary>
    public bool Sees(int query, int key) =>
        (!Causal || key <= query) && (Window == 0 || Math.Abs(query - key) <= Window / 2);
}
