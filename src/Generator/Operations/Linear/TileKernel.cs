using System.Globalization;
using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Emission.Kernels;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>
/// A tile: the kernel of all matrix products. Its accumulators stay in registers while it runs down the depth; it calls nothing, because
/// one call would move them to memory, and is not inlined, so that its registers are its own. The loop over tiles is
/// inside: one call takes all rows of a panel, which gained 1–4 % over a call per tile (AVX2, depths of 64 to 1536). On the way it
/// prefetches a part of what stands behind the panel.
/// </summary>
internal sealed class TileKernel(Tile tile) : Kernel(tile.Name, [PortableKernels.MultiplyAdd], (writer, context) => Emit(writer, context.Unit, tile))
{
    /// <summary>Rows that share a base address: x86 and ARM add a scaled offset to it for free, so three rows need one register.</summary>
    private const int RowsPerBase = 3;

    public Tile Tile { get; } = tile;

    private static void Emit(SourceWriter writer, VectorUnit unit, Tile tile)
    {
        string vector = unit.Vector;
        int[] rows = [.. Enumerable.Range(0, tile.Rows)];
        int[] vectors = [.. Enumerable.Range(0, tile.Vectors)];
        int[] bases = [.. rows.Where(row => row % RowsPerBase == 0)];
        bool fetches = unit.Fetches(tile);

        writer.Line($"// C[tiles · {tile.Rows}, {tile.Vectors * unit.Lanes}] = (C +) A[tiles · {tile.Rows}, depth] · panel + bias.");
        writer.Line(Kernel.RunsOverNumbers);
        using (writer.Block($"private static void {tile.Name}(ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int depth, int tiles, int prefetch, bool add)"))
        {
            writer.Line("""
                // In bytes, so that nothing is left to scale in the loop.
                aRow *= sizeof(float);
                aStep *= sizeof(float);
                cRow *= sizeof(float);
                """);
            if (fetches)
            {
                writer.Line($"ref float next = ref Unsafe.Add(ref panel, prefetch == 0 ? 0 : (nint)depth * {tile.Vectors * unit.Lanes});");
            }

            writer.Line();
            using (writer.Block("for (; tiles != 0; tiles--)"))
            {
                Start();
                writer.Line();
                using (writer.Block("for (int k = depth; k != 0; k--)"))
                {
                    Step();
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

                writer.Line();
                writer.Line($"a = ref Unsafe.AddByteOffset(ref a, {Times(tile.Rows, "aRow")});");
                if (fetches && !unit.PrefetchesInEachStep)
                {
                    using (writer.Block($"for (int left = prefetch; left > 0; left -= {CacheLine.Bytes})"))
                    {
                        Prefetch(CacheLine.Bytes.ToString(CultureInfo.InvariantCulture));
                    }
                }
            }
        }

        void Start()
        {
            foreach (int v in vectors)
            {
                writer.Line($"{unit.Type} c0_{v} = {Load("bias", v)};");
            }

            foreach (int row in rows.Skip(1))
            {
                writer.Line($"{unit.Type} {string.Join(", ", vectors.Select(v => $"c{row}_{v} = c0_{v}"))};");
            }

            writer.Line("ref float p = ref panel;");
            foreach (int row in bases)
            {
                writer.Line(row == 0 ? "ref float a0 = ref a;" : $"ref float a{row} = ref Unsafe.AddByteOffset(ref a, {Times(row, "aRow")});");
            }
        }

        void Step()
        {
            foreach (int v in vectors)
            {
                writer.Line($"{unit.Type} p{v} = {Load("p", v)};");
            }

            foreach (int row in rows)
            {
                string declare = row == 0 ? unit.Type + " " : "";
                writer.Line($"{declare}x = {unit.Broadcast(Element(row))};");
                foreach (int v in vectors)
                {
                    writer.Line($"c{row}_{v} = {unit.MultiplyAdd("x", $"p{v}", $"c{row}_{v}")};");
                }
            }

            foreach (int row in bases)
            {
                writer.Line($"a{row} = ref Unsafe.AddByteOffset(ref a{row}, aStep);");
            }

            writer.Line($"p = ref Unsafe.Add(ref p, {tile.Vectors * unit.Lanes});");
            if (fetches && unit.PrefetchesInEachStep)
            {
                Prefetch("prefetch");
            }
        }

        void Prefetch(string bytes)
        {
            writer.Line("PinnedMemory.Prefetch(in next);");
            writer.Line($"next = ref Unsafe.AddByteOffset(ref next, {bytes});");
        }

        void Store(Func<int, int, string> value)
        {
            foreach (int row in rows)
            {
                foreach (int v in vectors)
                {
                    writer.Line($"{value(row, v)}.StoreUnsafe(ref c{(v == 0 ? "" : $", {v * unit.Lanes}")});");
                }

                writer.Line("c = ref Unsafe.AddByteOffset(ref c, cRow);");
            }
        }

        string Load(string from, int v) => $"{vector}.LoadUnsafe(ref {from}{(v == 0 ? "" : $", {v * unit.Lanes}")})";

        static string Element(int row)
        {
            string start = $"a{row - (row % RowsPerBase)}";
            return row % RowsPerBase == 0 ? start : $"Unsafe.AddByteOffset(ref {start}, {Times(row % RowsPerBase, "aRow")})";
        }

        static string Times(int factor, string distance) => factor == 1 ? distance : $"{factor} * {distance}";
    }
}
