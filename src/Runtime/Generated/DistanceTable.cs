namespace ShapeGen.Runtime;

/// <summary>
/// A learned table of relative position biases [buckets, heads], as in T5 and MPNet. It is packed by the distance between query and key: [heads][distances], so
/// that the biases of a vector of consecutive queries are one load.
/// </summary>
/// <param name="buckets">Buckets.</param>
/// <param name="heads">Heads.</param>
/// <param name="lanes">Floats of one SIMD vector of the kernel.</param>
/// <param name="maxDistance">All distances from this one on share the last bucket.</param>
/// <param name="isCausal">Whether all buckets are for keys before the query; otherwise each side has half of them.</param>
/// <param name="divisor">The divisor of all biases.</param>
internal sealed class DistanceTable(int buckets, int heads, int lanes, int maxDistance, bool isCausal, double divisor)
{
    /// <summary>
    /// Floats of one head: from the key maxDistance + lanes tokens after the query to the key maxDistance + lanes - 1 tokens before it. All larger distances
    /// have the values at the ends; each side has one vector of spare lanes.
    /// </summary>
    private int Distances => 2 * (maxDistance + lanes);

    /// <summary>Floats of all heads.</summary>
    public long PackedLength => (long)heads * 2 * ((long)maxDistance + lanes);

    /// <summary>Number of floats of the table in the checkpoint.</summary>
    public int Count => buckets * heads;

    /// <summary>Writes the packed table.</summary>
    /// <param name="table">[buckets, heads].</param>
    /// <param name="packed">[heads, distances].</param>
    public void Spread(ReadOnlySpan<float> table, Span<float> packed)
    {
        for (int i = 0; i < Distances; i++)
        {
            int row = Bucket(i - maxDistance - lanes) * heads;
            for (int head = 0; head < heads; head++)
            {
                packed[(head * Distances) + i] = (float)(table[row + head] / divisor);
            }
        }
    }

    /// <summary>The bucket of a distance, as in HuggingFace's <c>_relative_position_bucket</c>, whose <c>relative_position</c> is key - query.</summary>
    /// <param name="distance">The query's position minus the key's.</param>
    /// <returns>From 0 to <c>buckets</c> - 1.</returns>
    internal int Bucket(int distance)
    {
        int side = isCausal ? buckets : buckets / 2;
        int first = !isCausal && distance < 0 ? side : 0;
        int between = isCausal ? Math.Max(distance, 0) : Math.Abs(distance);
        int exact = side / 2;
        if (between < exact)
        {
            return first + between;
        }

        // In single precision, like PyTorch: rounding decides the bucket of a distance on an edge.
        float steps = MathF.Log((float)between / exact) / (float)Math.Log((double)maxDistance / exact) * (side - exact);
        return first + Math.Min(exact + (int)steps, side - 1);
    }
}
