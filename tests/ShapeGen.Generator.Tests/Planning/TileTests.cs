using ShapeGen.Generator.Operations.Linear;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>How rows are cut into tiles. That every tile that a cut asks for is there shows in the numbers: the kernels throw where one is missing.</summary>
public class TileTests
{
    [Theory]
    [InlineData(197, 14, new[] { 13, 14 })]
    [InlineData(196, 14, new[] { 14 })]
    [InlineData(15, 14, new[] { 7, 8 })]
    [InlineData(14, 14, new[] { 14 })]
    [InlineData(1, 14, new[] { 1 })]
    [InlineData(29, 14, new[] { 9, 10 })]
    [InlineData(7, 6, new[] { 3, 4 })]
    [InlineData(128, 6, new[] { 5, 6 })]
    [InlineData(9, 8, new[] { 4, 5 })]
    public void Heights_are_even(int rows, int tileRows, int[] heights) => Assert.Equal(heights, Tiles.Heights(rows, tileRows));

    /// <summary>197 = 14 · 14 + 1 must not pay a full pass for one row.</summary>
    [Fact]
    public void Tiles_are_as_full_as_their_number_allows()
    {
        foreach (int tileRows in new[] { 6, 8, 14 })
        {
            for (int rows = 1; rows <= 500; rows++)
            {
                int fewest = (rows + tileRows - 1) / tileRows;
                Assert.All(Tiles.Heights(rows, tileRows), height => Assert.True(height <= tileRows && height >= rows / fewest, $"{rows} rows, {tileRows} a tile: {height}"));
            }
        }
    }

    [Theory]
    [InlineData(1, 16, new[] { 1 })]
    [InlineData(16, 16, new[] { 1 })]
    [InlineData(17, 16, new[] { 2 })]
    [InlineData(33, 16, new[] { 2, 1 })]
    [InlineData(64, 16, new[] { 2 })]
    [InlineData(10, 4, new[] { 2, 1 })]
    public void Panels(int columns, int lanes, int[] vectors) =>
        Assert.Equal(vectors, Tiles.PanelVectors(columns, VectorUnit.All.Single(unit => unit.Lanes == lanes)));

    /// <summary>With a fixed token count there are fewer.</summary>
    [Fact]
    public void With_fixed_tokens_there_are_only_the_tiles_that_can_occur()
    {
        foreach (VectorUnit unit in VectorUnit.All)
        {
            List<Tile> some = Plans.Of(Plans.Seed with { Tokens = 16 }, unit).Kernels.OfType<TileKernel>().Select(kernel => kernel.Tile).ToList();
            List<Tile> all = Plans.Of(Plans.Seed, unit).Kernels.OfType<TileKernel>().Select(kernel => kernel.Tile).ToList();
            Assert.Subset(new HashSet<Tile>(all), new HashSet<Tile>(some));
            Assert.True(some.Count < all.Count, $"{unit.Name}: {some.Count} of {all.Count}");
        }
    }

    /// <summary>Accumulators, the panel's vectors and the broadcast fit the registers: 32 with AVX-512, 16 else.</summary>
    [Fact]
    public void Tiles_fit_the_registers() => Assert.All(
        Plans.All.SelectMany(plan => plan.Kernels.OfType<TileKernel>().Select(kernel => (plan.Unit, kernel.Tile))),
        used => Assert.InRange((used.Tile.Rows * used.Tile.Vectors) + used.Tile.Vectors + 1, 3, used.Unit == VectorUnit.Avx512 ? 32 : 16));
}
