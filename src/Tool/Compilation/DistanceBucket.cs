using ShapeGen.Generator.Operations.Attention;

namespace ShapeGen.Tool.Compilation;

/// <summary>T5's buckets, computed as T5 does and not as the runtime does, which is checked by it.</summary>
internal static class DistanceBucket
{
    /// <summary>The bucket of a distance: half of a side's buckets hold one distance each, the others grow with its logarithm.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="distance">The query's position less the key's.</param>
    public static int Of(DistanceBuckets buckets, int distance)
    {
        int side = buckets.IsCausal ? buckets.Count : buckets.Count / 2;
        int first = !buckets.IsCausal && distance < 0 ? side : 0;
        int between = buckets.IsCausal ? Math.Max(distance, 0) : Math.Abs(distance);
        int exact = side / 2;
        if (between < exact)
        {
            return first + between;
        }

        float steps = MathF.Log((float)between / exact) / (float)Math.Log((double)buckets.MaxDistance / exact) * (side - exact);
        return first + Math.Min(exact + (int)steps, side - 1);
    }
}
