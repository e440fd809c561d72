
using ShapeGen.Generator.Parameters;

namespace ShapeGen.Tool.Compilation;

/// <summary>T5's relative position buckets, computed with T5's formula and independently of the runtime, to check it.</summary>
internal static class DistanceBucket
{
    /// <summary>The bucket of a distance: half of the buckets of each side hold a single distance, the others grow logarithmically.</summary>
    /// <param name="buckets">The buckets.</param>
    /// <param name="distance">The query's position minus the key's.</param>
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
