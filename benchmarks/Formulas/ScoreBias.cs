namespace ShapeGen.Comparison.Formulas;

/// <summary>The term that peers add to the scores before the softmax: masks as numbers, and T5's bias by relative position.</summary>
/// <param name="Batch">1, or one for each sequence.</param>
/// <param name="Heads">1, or one for each head.</param>
/// <param name="Queries">1, or one for each token.</param>
/// <param name="Tokens">Keys.</param>
/// <param name="Values">[Batch, Heads, Queries, Tokens].</param>
public sealed record ScoreBias(int Batch, int Heads, int Queries, int Tokens, float[] Values)
{
    /// <summary>The exporter's value: finite, so that a row without keys has no NaN.</summary>
    private const float Masked = float.MinValue;

    /// <returns>Null if every token attends to all of its sequence, nothing is padded, and scores have no positions.</returns>
    public static ScoreBias? Of(Computation computation, EncoderWeights weights)
    {
        EncoderFormula formula = computation.Encoder;
        bool ofTokens = formula.IsMasked || formula.Buckets > 0;
        if (!ofTokens && !computation.IsRagged)
        {
            return null;
        }

        int tokens = computation.Tokens;
        ScoreBias bias = new(
            computation.IsRagged ? computation.Batch : 1, formula.Buckets > 0 ? formula.Heads : 1, ofTokens ? tokens : 1, tokens, []);
        float[] values = new float[bias.Batch * bias.Heads * bias.Queries * tokens];
        int at = 0;
        for (int sequence = 0; sequence < bias.Batch; sequence++)
        {
            for (int head = 0; head < bias.Heads; head++)
            {
                for (int query = 0; query < bias.Queries; query++)
                {
                    for (int key = 0; key < tokens; key++)
                    {
                        bool seen = key < computation.Lengths[sequence] && (!ofTokens || formula.Sees(query, key));
                        values[at++] = !seen ? Masked
                            : formula.Buckets == 0 ? 0
                            : weights.Weight(EncoderWeights.RelativeBias).Values[(Bucket(formula, key - query) * formula.Heads) + head];
                    }
                }
            }
        }

        return bias with { Values = values };
    }

    /// <summary>T5's <c>_relative_position_bucket</c>, bidirectional.</summary>
    private static int Bucket(EncoderFormula formula, int relative)
    {
        int half = formula.Buckets / 2, exact = half / 2, distance = Math.Abs(relative);
        int within = distance < exact
            ? distance
            : Math.Min(half - 1, exact + (int)(Math.Log((double)distance / exact) / Math.Log((double)formula.MaxDistance / exact) * (half - exact)));
        return (relative > 0 ? half : 0) + within;
    }
}
