using ShapeGen.Generator.Common;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>A kernel: C[Rows, Vectors · lanes] from A[Rows, depth] and a panel.</summary>
internal sealed record Tile(int Rows, int Vectors) : IComparable<Tile>
{
    public string Name => $"Tile{Rows}x{Vectors}";

    public int CompareTo(Tile other) => Vectors != other.Vectors ? other.Vectors.CompareTo(Vectors) : other.Rows.CompareTo(Rows);
}

/// <summary>
/// How rows are cut into tiles: as few as possible, and of even height, so that no pass is paid for a row or two (197 rows in tiles of at most
/// 14 are 2 of 14 and 13 of 13, not 14 of 14 and 1 of 1). The generated <c>MultiplyPanel</c> cuts the same way at run time.
/// </summary>
internal static class Tiles
{
    /// <summary>The heights that occur when <paramref name="rows"/> rows are cut.</summary>
    public static IReadOnlyList<int> Heights(int rows, int tileRows)
    {
        int tiles = Arithmetic.DivideUp(rows, tileRows);
        return rows % tiles == 0 ? [rows / tiles] : [rows / tiles, (rows / tiles) + 1];
    }

    /// <summary>The numbers of vectors of the panels over <paramref name="columns"/> columns.</summary>
    public static IReadOnlyList<int> PanelVectors(int columns, VectorUnit unit)
    {
        int vectors = Arithmetic.DivideUp(columns, unit.Lanes);
        int last = vectors % VectorUnit.PanelVectors;
        return vectors < VectorUnit.PanelVectors ? [last] : last == 0 ? [VectorUnit.PanelVectors] : [VectorUnit.PanelVectors, last];
    }
}
