using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>How rows are cut, and that exactly the kernels are there that the cut asks for: a missing one would leave results unwritten.</summary>
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

    [Fact]
    public void Heights_are_as_few_and_as_even_as_can_be()
    {
        foreach (int tileRows in new[] { 6, 8, 14 })
        {
            for (int rows = 1; rows <= 500; rows++)
            {
                List<int> cut = TileWalk.Cut(rows, tileRows).ToList();
                Assert.Equal(rows, cut.Sum());
                Assert.Equal((rows + tileRows - 1) / tileRows, cut.Count);
                Assert.Equal(cut.Distinct().Order(), Tiles.Heights(rows, tileRows));
                Assert.All(cut, height => Assert.InRange(height, 1, tileRows));
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

    /// <summary>Large batches on a few threads, whose last block may be of one row, and small ones on more than a machine has.</summary>
    private static readonly (int Threads, int Batch)[] Calls =
        [(1, 300), (2, 100), (3, 100), .. Enumerable.Range(4, 60).Select(threads => (threads, 16)), (100, 16), (200, 16), (3000, 16)];

    [Fact]
    public void With_fixed_tokens_the_tiles_are_those_that_run() => Assert.All(
        Plans.All.Where(plan => plan.Graph.Tokens is not null),
        plan => Same(plan, TileWalk.Tiles(plan, plan.Graph.Tokens!.Value, Calls)));

    [Fact]
    public void With_any_tokens_the_tiles_are_those_that_can_run() => Assert.All(
        Plans.All.Where(plan => plan.Graph.Tokens is null),
        plan => Same(plan, Enumerable.Range(1, 140).SelectMany(tokens => TileWalk.Tiles(plan, tokens, (1, 8), (3, 8)))));

    private static void Same(BodyPlan plan, IEnumerable<Tile> needed)
    {
        List<Tile> sorted = needed.Distinct().Order().ToList();
        Assert.True(plan.Tiles.SequenceEqual(sorted), $"{Plans.Describe(plan)}: planned {Show(plan.Tiles)}, needed {Show(sorted)}");

        static string Show(IEnumerable<Tile> tiles) => string.Join(" ", tiles.Select(tile => $"{tile.Rows}×{tile.Vectors}"));
    }

    /// <summary>Accumulators, the panel's vectors and the broadcast fit the registers: 32 with AVX-512, 16 else.</summary>
    [Fact]
    public void Tiles_fit_the_registers() => Assert.All(
        Plans.All.SelectMany(plan => plan.Tiles.Select(tile => (plan.Unit, Tile: tile))),
        used => Assert.InRange((used.Tile.Rows * used.Tile.Vectors) + used.Tile.Vectors + 1, 3, used.Unit == VectorUnit.Avx512 ? 32 : 16));
}
