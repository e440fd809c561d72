using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Snapshots;

/// <summary>What a snapshot shows of one tile is true of all.</summary>
public class KernelTileTests
{
    [Theory]
    [InlineData("Avx512")]
    [InlineData("Avx2")]
    [InlineData("Vector128")]
    public void Each_tile_is_the_same_for_each_row_and_vector(string unit)
    {
        GeneratorRun run = GeneratorRunner.Run("using ShapeGen; [Encoder(Embed = 62, Heads = 2, Ffn = 128)] public sealed partial class Model;").IsClean();
        string kernels = run.Sources.Single(source => source.Key.EndsWith($"Kernels.{unit}.g.cs", StringComparison.Ordinal)).Value;
        IReadOnlyList<KernelTile> tiles = KernelTiles.In(kernels);
        Assert.Equal([1, 2], tiles.Select(tile => tile.Vectors).Distinct().Order());
        Assert.Equal(kernels.Split(" void Tile").Length - 1, tiles.Count);
        foreach (string step in new[] { "MultiplyAdd(", ".StoreUnsafe(" })
        {
            Assert.True(tiles[0].PerVector(step) > 0, step);
            Assert.All(tiles, tile => Assert.Equal(tiles[0].PerVector(step), tile.PerVector(step)));
        }
    }
}
