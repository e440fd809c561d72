namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The sizes and options of an attention.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values, a divisor of <paramref name="Heads"/>: each serves as many query heads.</param>
/// <param name="HeadDim">Features of a token in one head.</param>
/// <param name="Scale">What scores are multiplied with.</param>
/// <param name="Band">Which keys a query sees.</param>
/// <param name="Bias">What is added to the scores.</param>
internal sealed record AttentionSettings(int Heads, int KeyValueHeads, int HeadDim, double Scale, Band Band, ScoreBias Bias)
{
    /// <summary>Features of all query heads.</summary>
    public int QueryWidth => Heads * HeadDim;

    /// <summary>Features of all keys, and of all values.</summary>
    public int KeyWidth => KeyValueHeads * HeadDim;

    /// <summary>
    /// What a difference of scores is multiplied with: the scale, and log₂e because the softmax is computed with powers of two, e^x = 2^(x · log₂e).
    /// Applied to the differences from the maximum, which are small where they matter, it rounds less than a scaled q would.
    /// </summary>
    public double ScoreScale => Scale / Math.Log(2);
}

/// <summary>Which keys a query sees: those from <paramref name="Back"/> tokens before it to <paramref name="Forward"/> tokens behind it.</summary>
/// <param name="Back">Tokens before the query, or null for all.</param>
/// <param name="Forward">Tokens behind the query, or null for all.</param>
/// <param name="GlobalEvery">Every so many layers, from the first on, <paramref name="Back"/> is all, and so is <paramref name="Forward"/> unless it is 0; 0 for none.</param>
internal sealed record Band(int? Back, int? Forward, int GlobalEvery = 0)
{
    /// <summary>Every query sees every key.</summary>
    public static readonly Band All = new(null, null);

    public bool IsAll => Back is null && Forward is null;

    /// <summary>The most keys that a block of <paramref name="queries"/> queries sees, or null where it depends on the tokens.</summary>
    public long? MostKeys(int queries) => Back is { } back && Forward is { } forward && GlobalEvery == 0 ? (long)back + forward + queries : null;
}

/// <summary>What is added to the scores by the distance of query and key.</summary>
internal enum ScoreBias
{
    None,
    Alibi,
    Buckets,
}
