using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Goes the way of the generated code through groups, threads, row blocks and panels, and notes each tile that it would call.</summary>
internal static class TileWalk
{
    /// <summary>How <c>MultiplyPanel</c> cuts rows at run time.</summary>
    public static IEnumerable<int> Cut(int rows, int tileRows)
    {
        int tiles = (rows + tileRows - 1) / tileRows;
        int height = rows / tiles;
        int higher = rows % tiles;
        return Enumerable.Range(0, tiles).Select(tile => tile < higher ? height + 1 : height);
    }

    /// <summary>The tiles of calls with so many threads and batches of up to so many sequences of <paramref name="tokens"/> tokens.</summary>
    public static IReadOnlySet<Tile> Tiles(BodyPlan plan, int tokens, params IEnumerable<(int Threads, int Batch)> calls)
    {
        VectorUnit unit = plan.Unit;

        // Rows of a block, and rows of a block that are of one sequence: few different ones come of many batches.
        HashSet<int> blocks = [];
        HashSet<int> sequenceRows = [];
        foreach ((int threads, int batch) in calls)
        {
            for (int sequences = 1; sequences <= Math.Min(batch, RowCuts.MostSequences(plan, tokens, threads)); sequences++)
            {
                foreach ((int first, int end) in RowCuts.Parts(sequences * tokens, threads).SelectMany(part => RowCuts.Blocks(part.First, part.End, plan)))
                {
                    blocks.Add(end - first);
                    for (int row = first; row < end;)
                    {
                        int rows = Math.Min(end - row, tokens - (row % tokens));
                        sequenceRows.Add(rows);
                        row += rows;
                    }
                }
            }
        }

        HashSet<Tile> tiles = [];
        foreach (Stage stage in plan.Stages)
        {
            tiles.UnionWith(stage switch
            {
                LinearStage linear => blocks.SelectMany(rows => Product(rows, Panels(linear.Op.Outputs, linear.Target))),
                AttentionStage attention =>
                    from rows in sequenceRows
                    from vectors in Panels(rows, attention.Queries)
                    from tile in Product(tokens, [vectors]).Concat(Product(attention.Op.HeadDim, [vectors]))
                    select tile,
                _ => [],
            });
        }

        return tiles;

        IEnumerable<int> Panels(int columns, Buffer target)
        {
            int written = target.Scope == BufferScope.Output ? columns : DivideUp(columns, unit.Lanes) * unit.Lanes;
            for (int column = 0; column < written; column += unit.PanelWidth)
            {
                yield return Math.Min(VectorUnit.PanelVectors, DivideUp(written - column, unit.Lanes));
            }
        }

        IEnumerable<Tile> Product(int rows, IEnumerable<int> panels) =>
            from vectors in panels.Distinct()
            from height in Cut(rows, unit.TileRowsOf(vectors))
            select new Tile(height, vectors);
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
