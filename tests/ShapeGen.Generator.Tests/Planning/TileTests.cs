using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>The sizes of tiles. How rows are cut into them shows in the numbers: the kernels throw where a cut asks for a height that is not there.</summary>
public class TileTests
{
    /// <summary>Accumulators, the panel's vectors and the broadcast fit the registers: 32 with AVX-512, 16 else.</summary>
    [Fact]
    public void Tiles_fit_the_registers() => Assert.All(
        VectorUnit.All.SelectMany(unit => Enumerable.Range(1, VectorUnit.PanelVectors).Select(vectors => (unit, vectors))),
        tile => Assert.InRange((tile.unit.TileRowsOf(tile.vectors) * tile.vectors) + tile.vectors + 1, 3, tile.unit == VectorUnit.Avx512 ? 32 : 16));
}
