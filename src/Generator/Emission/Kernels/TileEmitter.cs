using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// A tile: the kernel of all matrix products. Its accumulators stay in registers while it runs down the depth; it calls nothing, because
/// one call would move them to memory (design.md §4).
/// </summary>
internal static class TileEmitter
{
    /// <summary>Rows that share a base address: x86 and ARM add a scaled index to it for free, so three rows need one register.</summary>
    private const int RowsPerBase = 3;

    public static void Emit(SourceWriter writer, VectorUnit unit, Tile tile)
    {
        string vector = unit.Vector;
        int[] rows = Enumerable.Range(0, tile.Rows).ToArray();
        int[] vectors = Enumerable.Range(0, tile.Vectors).ToArray();
        int[] bases = rows.Where(row => row % RowsPerBase == 0).ToArray();

        writer.Line($"/// <summary>C[{tile.Rows}, {tile.Vectors * unit.Lanes}] = (C +) A[{tile.Rows}, depth] · panel + bias.</summary>");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void {tile.Name}(ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int depth, bool add)"))
        {
            foreach (int v in vectors)
            {
                writer.Line($"{unit.Type} c0_{v} = {Load("bias", v)};");
            }

            foreach (int row in rows.Skip(1))
            {
                writer.Line($"{unit.Type} {string.Join(", ", vectors.Select(v => $"c{row}_{v} = c0_{v}"))};");
            }

            foreach (int row in bases.Skip(1))
            {
                writer.Line($"ref float a{row} = ref Unsafe.Add(ref a, {row} * aRow);");
            }

            writer.Line();
            using (writer.Block("for (; depth > 0; depth--)"))
            {
                foreach (int v in vectors)
                {
                    writer.Line($"{unit.Type} p{v} = {Load("panel", v)};");
                }

                writer.Line($"panel = ref Unsafe.Add(ref panel, {tile.Vectors * unit.Lanes});");
                writer.Line();
                foreach (int row in rows)
                {
                    string declare = row == 0 ? unit.Type + " " : "";
                    writer.Line($"{declare}x = {vector}.Create({Element(row)});");
                    foreach (int v in vectors)
                    {
                        writer.Line($"c{row}_{v} = {unit.MultiplyAdd("x", $"p{v}", $"c{row}_{v}")};");
                    }
                }

                writer.Line();
                foreach (int row in bases)
                {
                    writer.Line($"{Base(row)} = ref Unsafe.Add(ref {Base(row)}, aStep);");
                }
            }

            writer.Line();
            using (writer.Block("if (add)"))
            {
                Store((row, v) => $"(c{row}_{v} + {Load("c", v)})");
            }

            using (writer.Block("else"))
            {
                Store((row, v) => $"c{row}_{v}");
            }
        }

        void Store(Func<int, int, string> value)
        {
            foreach (int row in rows)
            {
                if (row > 0)
                {
                    writer.Line("c = ref Unsafe.Add(ref c, cRow);");
                }

                foreach (int v in vectors)
                {
                    writer.Line($"{value(row, v)}.StoreUnsafe(ref c{(v == 0 ? "" : $", {v * unit.Lanes}")});");
                }
            }
        }

        string Load(string from, int v) => $"{vector}.LoadUnsafe(ref {from}{(v == 0 ? "" : $", {v * unit.Lanes}")})";

        static string Base(int row) => row == 0 ? "a" : $"a{row}";

        static string Element(int row) => (row % RowsPerBase) switch
        {
            0 => Base(row),
            1 => $"Unsafe.Add(ref {Base(row - 1)}, aRow)",
            _ => $"Unsafe.Add(ref {Base(row - 2)}, 2 * aRow)",
        };
    }
}
