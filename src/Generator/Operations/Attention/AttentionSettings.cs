using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The sizes and options of an attention.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Heads of keys and values, a divisor of <paramref name="Heads"/>: each serves as many query heads.</param>
/// <param name="HeadDim">Features of a token in one head.</param>
/// <param name="Scale">What scores are multiplied with.</param>
/// <param name="Band">Which keys a query sees.</param>
/// <param name="Bias">What is added to the scores.</param>
/// <param name="Buckets">The buckets of <see cref="ScoreBias.Buckets"/>, or null.</param>
internal sealed record AttentionSettings(int Heads, int KeyValueHeads, int HeadDim, double Scale, Band Band, ScoreBias Bias, DistanceBuckets? Buckets = null)
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

    /// <summary>The scores as formulas write them.</summary>
    public string Scores
    {
        get
        {
            string scale = Scale == 1 ? "" : Scale == 1 / Math.Sqrt(HeadDim) ? $" / √{HeadDim}" : FormattableString.Invariant($" · {(float)Scale}");
            string bias = Bias switch
            {
                ScoreBias.None => "",
                ScoreBias.Alibi => " - slope · |i - j|",
                ScoreBias.Buckets => " + bias[bucket(j - i)]",
                _ => throw new InvalidOperationException($"No formula is known for {Bias}."),
            };
            return $"q · kᵀ{scale}{bias}";
        }
    }
}

/// <summary>What is added to the scores by the distance of query and key.</summary>
internal enum ScoreBias
{
    None,
    Alibi,
    Buckets,
}
