using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>The distances of scratch rows: multiples of 4096 bytes put all rows of a tile in the same sets of the L1 cache.</summary>
public class StrideTests
{
    [Fact]
    public void Are_whole_vectors_and_never_whole_pages()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            for (int width = 1; width <= 20_000; width++)
            {
                int stride = Planner.Stride(width, unit);
                Assert.InRange(stride, width, width + (2 * 16) - 1);
                Assert.Equal(0, stride % unit.Lanes);
                Assert.NotEqual(0, stride % 1024);
            }
        }
    }

    [Fact]
    public void Plans_use_them() => Assert.All(
        Plans.All.SelectMany(plan => plan.Scratch.Places.Select(place => (plan, place.Buffer))).Where(used => used.Buffer.Scope is BufferScope.Block or BufferScope.Group or BufferScope.Scores),
        used => Assert.True(used.Buffer.Stride % 1024 != 0 && used.Buffer.Stride % used.plan.Unit.Lanes == 0, $"{Plans.Describe(used.plan)}: {used.Buffer}"));
}
