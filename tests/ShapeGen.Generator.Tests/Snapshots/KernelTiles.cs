using System.Globalization;
using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Tests.Snapshots;

/// <summary>
/// The methods <c>Tile{rows}x{vectors}</c> of a kernel file: most of it, and the same lines for each row and vector. The snapshot has one of each number of vectors;
/// <see cref="KernelTileTests"/> compares the others with it, and the numeric tests run them all (FixedTokensTests every height, ShapeTests against plain code).
/// </summary>
internal static partial class KernelTiles
{
    /// <summary>All of them in a file.</summary>
    public static IReadOnlyList<KernelTile> In(string source) =>
    [
        .. Method().Matches(source).Select(match => new KernelTile(
            int.Parse(match.Groups["rows"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["vectors"].Value, CultureInfo.InvariantCulture), match.Value)),
    ];

    /// <summary>The file without the tiles that are like another one: of whole panels the tallest one stays, of one vector the lowest one.</summary>
    public static string WithOneOfEachKind(string source)
    {
        foreach (IGrouping<int, KernelTile> kind in In(source).GroupBy(tile => tile.Vectors))
        {
            KernelTile[] tiles = [.. kind.OrderBy(tile => tile.Rows)];
            KernelTile kept = kind.Key == 1 ? tiles[0] : tiles[^1];
            KernelTile[] others = [.. tiles.Where(tile => tile != kept)];
            source = others.Aggregate(source, (text, tile) => text.Replace(tile.Text, "", StringComparison.Ordinal))
                .Replace(kept.Text, $"        // Not in this snapshot: {string.Join(", ", others.Select(tile => tile.Name))}.\n\n{kept.Text}", StringComparison.Ordinal);
        }

        return source;
    }

    /// <summary>With the comment and the attributes before it, and the empty line after it.</summary>
    [GeneratedRegex(@"^(?<indent>\ +)//[^\n]*\n(?:\k<indent>\[[^\n]*\n)*\k<indent>[\w ]*\bvoid Tile(?<rows>\d+)x(?<vectors>\d+)\b.*?\n\k<indent>\}\n\n?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Method();
}

/// <summary>One of them.</summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Vectors">Vectors of a row.</param>
/// <param name="Text">The method.</param>
internal sealed record KernelTile(int Rows, int Vectors, string Text)
{
    public string Name => $"Tile{Rows}x{Vectors}";

    /// <summary>How often something is written for each row and vector.</summary>
    public double PerVector(string text) => Regex.Count(Text, Regex.Escape(text)) / (double)(Rows * Vectors);
}
