namespace ShapeGen.Runtime;

/// <summary>
/// A learned table [buckets, heads], as T5 and MPNet have one for their relative positions, packed as what is added to the scores of each head by
/// the distance of query and key: [heads][distances], so that a vector of queries that stand one after the other is one load.
/// </summary>
/// <param name="buckets">Buckets.</param>
/// <param name="heads">Heads.</param>
/// <param name="lanes">Floats of one SIMD vector of the kernel.</param>
/// <param name="maxDistance">The distance from which on all are in the last bucket.</param>
/// <param name="isCausal">Whether all buckets are for keys before the query; else half of them are for each side.</param>
/// <param name="divisor">What the numbers are divided by.</param>
internal sealed class DistanceTable(int buckets, int heads, int lanes, int maxDistance, bool isCausal, double divisor)
{
    /// <summary>
    /// Floats of one head: from the key that is maxDistance + lanes tokens behind the query to the one that is as many less one before it. All further
    /// distances are as those at the ends, with a vector's lanes to spare on each side.
    /// </summary>
    private int Distances => 2 * (maxDistance + lanes);

    /// <summary>Floats of all heads.</summary>
    public long PackedLength => (long)heads * 2 * ((long)maxDistance + lanes);

    /// <summary>Numbers of the table as the checkpoint has it.</summary>
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

    /// <summary>The bucket of a distance, as HuggingFace's <c>_relative_position_bucket</c> has it, whose <c>relative_position</c> is key - query.</summary>
    /// <param name="distance">The query's position less the key's.</param>
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

        // In single precision, as PyTorch computes it: which bucket a distance on an edge falls in depends on the rounding.
        float steps = MathF.Log((float)between / exact) / (float)Math.Log((double)maxDistance / exact) * (side - exact);
        return first + Math.Min(exact + (int)steps, side - 1);
    }
}
