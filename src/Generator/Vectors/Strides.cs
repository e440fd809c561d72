using ShapeGen.Generator.Common;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Vectors;

/// <summary>The distances of rows in scratch.</summary>
internal static class Strides
{
    /// <summary>
    /// Lines whose distance is a multiple of 64 lines (4096 bytes) fall in the same set of the L1 cache, and a tile of such rows runs at half
    /// speed. With a distance of a multiple of 8 lines, a tile and its panel still share 8 sets: such a stride gets a line more.
    /// </summary>
    private const int ConflictLines = 8;

    /// <summary>The distance of scratch rows that hold <paramref name="width"/> floats: whole vectors, spread over the sets of the cache.</summary>
    public static int Of(int width, VectorUnit unit)
    {
        int stride = (int)Arithmetic.RoundUp(width, unit.Lanes);
        return Collide(stride) ? stride + CacheLine.Floats : stride;
    }

    /// <summary>Whether rows at this distance fall in few sets of the L1 cache.</summary>
    public static bool Collide(int stride) => stride % (ConflictLines * CacheLine.Floats) == 0;
}
