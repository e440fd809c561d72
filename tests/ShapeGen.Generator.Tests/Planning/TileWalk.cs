using ShapeGen.Generator.Planning;
using Buffer = ShapeGen.Generator.Planning.Buffer;

namespace ShapeGen.Generator.Tests.Planning;

/// <summary>Goes the way of the generated code through groups, row blocks and panels, and notes each tile that it would call.</summary>
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

    /// <summary>The tiles of all batches of sequences of <paramref name="tokens"/> tokens.</summary>
    public static IEnumerable<Tile> Tiles(BodyPlan plan, int tokens)
    {
        VectorUnit unit = plan.Unit;
        int group = Math.Max(1, plan.RowBlock / tokens);
        foreach (int sequences in Enumerable.Range(1, group))
        {
            int rows = sequences * tokens;
            int blocks = (rows + plan.RowBlock - 1) / plan.RowBlock;
            int block = (rows + blocks - 1) / blocks;
            foreach (Stage stage in plan.Stages)
            {
                IEnumerable<Tile> called = stage switch
                {
                    LinearStage linear =>
                        from start in Steps(rows, block)
                        from tile in Product(Math.Min(block, rows - start), Panels(linear.Op.Outputs, linear.Target))
                        select tile,
                    AttentionStage attention =>
                        from first in Steps(tokens, unit.PanelWidth)
                        let vectors = DivideUp(Math.Min(unit.PanelWidth, tokens - first), unit.Lanes)
                        from tile in Product(tokens, [vectors]).Concat(Product(attention.Op.HeadDim, [vectors]))
                        select tile,
                    ContextLinearStage linear =>
                        from first in Steps(tokens, unit.PanelWidth)
                        from tile in Product(Math.Min(unit.PanelWidth, tokens - first), Panels(linear.Op.Outputs, linear.Target))
                        select tile,
                    _ => [],
                };
                foreach (Tile tile in called)
                {
                    yield return tile;
                }
            }
        }

        IEnumerable<int> Panels(int outputs, Buffer target)
        {
            int columns = target.Scope == BufferScope.Output ? outputs : DivideUp(outputs, unit.Lanes) * unit.Lanes;
            return Steps(columns, unit.PanelWidth).Select(column => Math.Min(VectorUnit.PanelVectors, DivideUp(columns - column, unit.Lanes)));
        }

        IEnumerable<Tile> Product(int productRows, IEnumerable<int> panels) =>
            from vectors in panels.Distinct()
            from height in Cut(productRows, unit.TileRowsOf(vectors))
            select new Tile(height, vectors);
    }

    private static IEnumerable<int> Steps(int length, int step)
    {
        for (int at = 0; at < length; at += step)
        {
            yield return at;
        }
    }

    private static int DivideUp(int value, int divisor) => (value + divisor - 1) / divisor;
}
