using ShapeGen.Generator.Graph;
using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Explaining;

/// <summary>The attention weights of a head; each row sums to 1.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Head">The head, from 0.</param>
/// <param name="Queries">The number of rows.</param>
/// <param name="Keys">The number of columns.</param>
/// <param name="Weights">[<paramref name="Queries"/>, <paramref name="Keys"/>].</param>
internal sealed record AttentionMap(int Layer, int Head, int Queries, int Keys, float[] Weights);

/// <summary>Computes <c>softmax(q · kᵀ · scale + bias)</c> from traced queries and keys in double precision, independently of the model's kernels.</summary>
internal sealed class AttentionWeights
{
    private readonly AttentionDeclaration _attention;
    private readonly AttentionSettings _settings;
    private readonly double[] _slopes;
    private readonly float[]? _table;

    /// <param name="attention">The attention.</param>
    /// <param name="table">The learned table of relative positions, [buckets, heads]; null if there is none or it is unknown.</param>
    public AttentionWeights(AttentionDeclaration attention, float[]? table)
    {
        _attention = attention;
        _settings = attention.Settings;
        _slopes = _settings.Bias == ScoreBias.Alibi ? [.. AlibiSlopes.Of(_settings.Heads)] : [];
        _table = table;
    }

    /// <summary>A head's weights.</summary>
    /// <param name="layer">The layer, since the window may depend on it.</param>
    /// <param name="head">The query head.</param>
    /// <param name="q">[queries, heads · head width], with rotary positions applied, if the model has them.</param>
    /// <param name="k">[keys, heads of keys · head width].</param>
    public AttentionMap Of(int layer, int head, ReadOnlySpan<float> q, ReadOnlySpan<float> k)
    {
        int width = _settings.HeadDim, queries = q.Length / _settings.QueryWidth, keys = k.Length / _settings.KeyWidth;
        int keyHead = head / (_settings.Heads / _settings.KeyValueHeads);
        (int? back, int? forward) = Reach(layer);
        float[] weights = new float[queries * keys];
        double[] scores = new double[keys];
        for (int i = 0; i < queries; i++)
        {
            ReadOnlySpan<float> query = q.Slice((i * _settings.QueryWidth) + (head * width), width);
            double max = double.NegativeInfinity;
            for (int j = 0; j < keys; j++)
            {
                if ((back is { } b && j < i - (long)b) || (forward is { } f && j > i + (long)f))
                {
                    scores[j] = double.NegativeInfinity;
                    continue;
                }

                ReadOnlySpan<float> key = k.Slice((j * _settings.KeyWidth) + (keyHead * width), width);
                double sum = 0;
                for (int c = 0; c < width; c++)
                {
                    sum += (double)query[c] * key[c];
                }

                scores[j] = (sum * _settings.Scale) + Bias(head, i, j);
                max = Math.Max(max, scores[j]);
            }

            double total = 0;
            for (int j = 0; j < keys; j++)
            {
                scores[j] = Math.Exp(scores[j] - max);
                total += scores[j];
            }

            for (int j = 0; j < keys; j++)
            {
                weights[(i * keys) + j] = (float)(scores[j] / total);
            }
        }

        return new(layer, head, queries, keys, weights);
    }

    /// <summary>The largest difference between a head's part of the context and the weighted sum of values.</summary>
    /// <param name="map">The weights.</param>
    /// <param name="v">[keys, heads of keys · head width].</param>
    /// <param name="context">[queries, heads · head width].</param>
    public double Difference(AttentionMap map, ReadOnlySpan<float> v, ReadOnlySpan<float> context)
    {
        int width = _settings.HeadDim, keyHead = map.Head / (_settings.Heads / _settings.KeyValueHeads);
        double largest = 0;
        for (int i = 0; i < map.Queries; i++)
        {
            for (int c = 0; c < width; c++)
            {
                double sum = 0;
                for (int j = 0; j < map.Keys; j++)
                {
                    sum += (double)map.Weights[(i * map.Keys) + j] * v[(j * _settings.KeyWidth) + (keyHead * width) + c];
                }

                double difference = Math.Abs(sum - context[(i * _settings.QueryWidth) + (map.Head * width) + c]);
                largest = double.IsNaN(difference) ? double.NaN : Math.Max(largest, difference);
            }
        }

        return largest;
    }

    /// <summary>The number of tokens before and after a query that it attends to in a layer; null for all.</summary>
    private (int? Back, int? Forward) Reach(int layer)
    {
        Band band = _attention.Band;
        return band.GlobalEvery > 0 && layer % band.GlobalEvery == 0 ? (band.OfGlobalLayers().Back, band.OfGlobalLayers().Forward) : (band.Back, band.Forward);
    }

    private double Bias(int head, int query, int key) => _settings.Bias switch
    {
        ScoreBias.None => 0,
        ScoreBias.Alibi => -_slopes[head] * Math.Abs(query - key),
        ScoreBias.Buckets => _table is null ? 0 : _table[(DistanceBucket.Of(_settings.Buckets!, query - key) * _settings.Heads) + head],
        _ => throw new InvalidOperationException($"No number is known for {_settings.Bias}."),
    };
}
