namespace ShapeGen.Comparison.Formulas;

/// <summary>
/// The mathematics of a Transformer encoder, complete and independent of ShapeGen's attributes: the peers compute it, and the limit is
/// derived from it.
/// </summary>
/// <param name="Embed">Features of a token.</param>
/// <param name="Heads">Attention heads; each has Embed / Heads features.</param>
/// <param name="Ffn">Features between the two linear layers of the feed-forward block.</param>
public sealed record EncoderFormula(int Embed, int Heads, int Ffn)
{
    /// <summary>Number of identical layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>True if a norm follows each block (BERT) instead of preceding it.</summary>
    public bool PostNorm { get; init; }

    /// <summary>Whether the norms are RMS norms: without mean and without bias.</summary>
    public bool RmsNorm { get; init; }

    /// <summary>The number that norms add to the variance.</summary>
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

    /// <summary>True if a token attends only to itself and earlier tokens.</summary>
    public bool Causal { get; init; }

    /// <summary>A token attends to tokens at most Window / 2 away; 0 means all.</summary>
    public int Window { get; init; }

    /// <summary>The base of the rotary angles; 0 is no rotation. Features i and i + HeadDim / 2 are rotated together.</summary>
    public float RotaryTheta { get; init; }

    /// <summary>T5's buckets of relative positions, shared by all layers; 0 is none.</summary>
    public int Buckets { get; init; }

    /// <summary>From this distance on, all share the last bucket.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Features of a head.</summary>
    public int HeadDim => Embed / Heads;

    /// <summary>The factor of the scores.</summary>
    public float ScoreScale => Scale ?? 1 / MathF.Sqrt(HeadDim);

    /// <summary>Whether the norms have a bias.</summary>
    public bool NormBias => Bias && !RmsNorm;

    /// <summary>True if some tokens do not attend to all others.</summary>
    public bool IsMasked => Causal || Window > 0;

    /// <summary>True if the token <paramref name="query"/> attends to the token <paramref name="key"/>.</summary>
    public bool Sees(int query, int key) =>
        (!Causal || key <= query) && (Window == 0 || Math.Abs(query - key) <= Window / 2);
}
