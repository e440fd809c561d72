using ShapeGen.Generator.Modules;
using ShapeGen.Generator.Operations.Attention;
using ShapeGen.Tool.Compilation;

namespace ShapeGen.Tool.Explaining;

/// <summary>What a head gives each key for each query: each row sums to 1.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Head">The head, from 0.</param>
/// <param name="Queries">Rows.</param>
/// <param name="Keys">Columns.</param>
/// <param name="Weights">[<paramref name="Queries"/>, <paramref name="Keys"/>].</param>
internal sealed record AttentionMap(int Layer, int Head, int Queries, int Keys, float[] Weights);

/// <summary>Computes <c>softmax(q · kᵀ · scale + bias)</c> of traced queries and keys, in double precision, as a check of the model and not by its kernels.</summary>
internal sealed class AttentionWeights
{
    private readonly AttentionDeclaration _attention;
    private readonly AttentionSettings _settings;
    private readonly double[] _slopes;
    private readonly float[]? _table;

    /// <param name="attention">The attention.</param>
    /// <param name="table">The learned table [buckets, heads], of relative positions; null where there is none, or it is not known.</param>
    public AttentionWeights(AttentionDeclaration attention, float[]? table)
    {
        _attention = attention;
        _settings = attention.Settings;
        _slopes = _settings.Bias == ScoreBias.Alibi ? [.. AlibiSlopes.Of(_settings.Heads)] : [];
        _table = table;
    }

    /// <summary>A head's weights.</summary>
    /// <param name="layer">The layer, on which a window may depend.</param>
    /// <param name="head">The head of queries.</param>
    /// <param name="q">[queries, heads · head width], rotated where the model rotates.</param>
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
            double most = double.NegativeInfinity;
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
                most = Math.Max(most, scores[j]);
            }

            double total = 0;
            for (int j = 0; j < keys; j++)
            {
                scores[j] = Math.Exp(scores[j] - most);
                total += scores[j];
            }

            for (int j = 0; j < keys; j++)
            {
                weights[(i * keys) + j] = (float)(scores[j] / total);
            }
        }

        return new(layer, head, queries, keys, weights);
    }

    /// <summary>The largest difference of a head's part of the context from the weighted sum of values.</summary>
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

    /// <summary>Tokens before and behind a query that it sees in a layer; null for all.</summary>
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
