using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>
/// The distances of scratch rows: multiples of 4096 bytes put all rows of a tile in the same sets of the L1 cache, and multiples of 512 in
/// one set of eight.
/// </summary>
public class StrideTests
{
    /// <summary>Floats of eight cache lines.</summary>
    private const int Conflict = 8 * 16;

    [Fact]
    public void Are_whole_vectors_and_spread_over_the_sets_of_the_cache()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            for (int width = 1; width <= 20_000; width++)
            {
                int whole = (width + unit.Lanes - 1) / unit.Lanes * unit.Lanes;

                // A line more where it must be, and nothing where it need not.
                Assert.Equal(whole % Conflict == 0 ? whole + 16 : whole, Strides.Of(width, unit));
            }
        }
    }

    [Fact]
    public void Plans_use_them() => Assert.All(
        Plans.All.SelectMany(plan => plan.Placement.Buffers.Where(buffer => buffer.IsScratch && buffer.Stride > 0).Select(buffer => (plan, Buffer: buffer))),
        used => Assert.True(
            used.Buffer.Stride % Conflict != 0 && used.Buffer.Stride % used.plan.Unit.Lanes == 0 && used.Buffer.Stride >= used.Buffer.Width,
            $"{Plans.Describe(used.plan)}: {used.Buffer}"));
}
