using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Parameters;
using ShapeGen.Tool.Compilation;
using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Any attention that can be declared, computed in float64.</summary>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key-value heads.</param>
/// <param name="HeadDim">Features per head.</param>
/// <param name="Scale">The factor of the scores.</param>
/// <param name="Band">The keys that a query attends to.</param>
/// <param name="Position">The position encoding.</param>
/// <param name="Table">The values of its relative position buckets, [buckets, heads]; null if it has none.</param>
internal sealed record AttentionFormula(int Heads, int KeyValueHeads, int HeadDim, double Scale, Band Band, PositionSettings Position, float[]? Table)
{
    public static AttentionFormula Of(AttentionDeclaration declared, float[]? table) =>
        new(declared.Heads, declared.KeyValueHeads, declared.HeadDim, declared.Settings.Scale, declared.Band, declared.Position, table);

    /// <summary>Applies rotary positions to queries or keys, if there are any.</summary>
    public Grid Rotate(Grid x, IReadOnlyList<int> tokens, int layer)
    {
        if (Position.Kind != Declared.PositionEncoding.Rotary)
        {
            return x;
        }

        double theta = Band.GlobalEvery == 0 || IsGlobal(layer) ? Position.Theta : Position.LocalTheta;
        double[] values = [.. x.Values];
        int pairs = Position.RotaryDim / 2;
        int row = 0;
        foreach (int count in tokens)
        {
            for (int token = 0; token < count; token++, row++)
            {
                for (int pair = 0; pair < pairs; pair++)
                {
                    (double sine, double cosine) = Math.SinCos(token * Math.Pow(theta, -(double)pair / pairs));
                    for (int head = 0; head < x.Width; head += HeadDim)
                    {
                        int first = head + (Position.Interleaved ? 2 * pair : pair), second = head + (Position.Interleaved ? (2 * pair) + 1 : pair + pairs);
                        values[(row * x.Width) + first] = (x[row, first] * cosine) - (x[row, second] * sine);
                        values[(row * x.Width) + second] = (x[row, second] * cosine) + (x[row, first] * sine);
                    }
                }
            }
        }

        return x with { Values = values };
    }

    /// <summary>Computes the results of all heads.</summary>
    /// <param name="parts">Queries, keys and values.</param>
    /// <param name="only">The only row to compute, while the others stay 0; null for all.</param>
    public Grid Context(AttentionParts parts, int? only = null)
    {
        (Grid q, Grid k) = (Rotate(parts.Queries, parts.Tokens, parts.Layer), Rotate(parts.Keys, parts.KeyTokens, parts.Layer));
        Band band = IsGlobal(parts.Layer) ? Band.OfGlobalLayers() : Band;
        double[] values = new double[q.Values.Length];
        int start = 0, keyStart = 0;
        foreach ((int count, int keys) in parts.Tokens.Zip(parts.KeyTokens))
        {
            for (int query = 0; query < count; query++)
            {
                if (only is null || only == start + query)
                {
                    int first = band.Back is { } back ? Math.Max(0, query - back) : 0;
                    int end = band.Forward is { } forward ? (int)Math.Min(keys, (long)query + forward + 1) : keys;
                    for (int head = 0; head < Heads; head++)
                    {
                        Attend(head, start + query, keyStart, query, first, end);
                    }
                }
            }

            start += count;
            keyStart += keys;
        }

        return q with { Values = values };

        void Attend(int head, int row, int keyStart, int query, int first, int end)
        {
            int offset = head * HeadDim, keyOffset = head / (Heads / KeyValueHeads) * HeadDim;
            double slope = Position.Kind == Declared.PositionEncoding.Alibi ? AlibiSlope(head) : 0;
            DistanceBuckets? buckets = Position.BucketsOf(Scale, Band);
            double[] scores = new double[end - first];
            for (int key = first; key < end; key++)
            {
                double sum = 0;
                for (int i = 0; i < HeadDim; i++)
                {
                    sum += q[row, offset + i] * k[keyStart + key, keyOffset + i];
                }

                scores[key - first] = (sum * Scale) - (slope * Math.Abs(query - key)) + (buckets is null ? 0 : Table![(DistanceBucket.Of(buckets, query - key) * Heads) + head]);
            }

            double max = scores.Max();
            scores = Array.ConvertAll(scores, score => Math.Exp(score - max));
            double all = scores.Sum();
            for (int key = first; key < end; key++)
            {
                double weight = scores[key - first] / all;
                for (int i = 0; i < HeadDim; i++)
                {
                    values[(row * q.Width) + offset + i] += weight * parts.Values[keyStart + key, keyOffset + i];
                }
            }
        }
    }

    private bool IsGlobal(int layer) => Band.GlobalEvery > 0 && layer % Band.GlobalEvery == 0;

    /// <summary>The slope of a head: 2^(-8(h + 1)/n), where n is the largest power of two of heads. Further heads take every other slope for 2n heads.</summary>
    private double AlibiSlope(int head)
    {
        int power = 1;
        while (power * 2 <= Heads)
        {
            power *= 2;
        }

        return head < power ? Math.Pow(2, -8.0 * (head + 1) / power) : Math.Pow(2, -4.0 * ((2 * (head - power)) + 1) / power);
    }
}

/// <summary>The inputs of an attention.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Queries">Queries of all heads, before rotary positions.</param>
/// <param name="Keys">Keys.</param>
/// <param name="Values">Values.</param>
/// <param name="Tokens">Tokens of each sequence.</param>
/// <param name="KeyTokens">Keys of each sequence: the same tokens, or those of its memory.</param>
internal sealed record AttentionParts(int Layer, Grid Queries, Grid Keys, Grid Values, IReadOnlyList<int> Tokens, IReadOnlyList<int> KeyTokens);
