using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Linear;

/// <summary>
/// Tiles: the kernels of all matrix products. A tile's accumulators stay in registers while it runs down the depth; it calls nothing, because
/// one call would move them to memory, and is not inlined, so that its registers are its own. The loop over tiles is
/// inside: one call takes all rows of a panel, which gained 1–4 % over a call per tile (AVX2, depths of 64 to 1536). On the way it
/// prefetches a part of the next panel.
/// </summary>
/// <remarks>
/// One text for all heights: its type parameter says how many rows a tile has. The JIT and the AOT compiler make a method for each height that is called, in which
/// the conditions are constants. The inner loops are the same instructions as those of a method written for the height.
/// </remarks>
internal static class TileKernels
{
    /// <summary>Rows that share a base address: x86 and ARM add a scaled offset to it for free, so three rows need one register.</summary>
    private const int RowsPerBase = 3;

    /// <summary>The type arguments of tiles.</summary>
    private static readonly Kernel RowCounts = new SharedCode("Rows", writer =>
    {
        writer.Line("""
            // Rows of a tile.
            internal interface IRows
            {
                static abstract int Count { get; }
            }

            """);
        int most = VectorUnit.All.Max(unit => Math.Max(unit.TileRowsOf(VectorUnit.PanelVectors), unit.TileRowsOf(1)));
        for (int rows = 1; rows <= most; rows++)
        {
            writer.Line($"internal readonly struct Rows{rows} : IRows {{ public static int Count => {rows}; }}");
        }
    });

    /// <summary>Two vectors wide: a whole panel.</summary>
    public static readonly Kernel Wide = Create("WideTile", VectorUnit.PanelVectors);

    /// <summary>One vector wide: what is left of a row, and few queries.</summary>
    public static readonly Kernel Narrow = Create("NarrowTile", 1);

    private static Kernel Create(string name, int vectors) =>
        new(name, [PortableKernels.MultiplyAdd, RowCounts], (writer, context) => new Tile(writer, context.Unit, name, vectors).Emit());

    private static string Load(VectorUnit unit, string from, int vector) => $"{unit.Vector}.LoadUnsafe(ref {Element(unit, from, vector)})";

    /// <summary>The first element of a vector, as the arguments of a load or store.</summary>
    private static string Element(VectorUnit unit, string from, int vector) => vector == 0 ? from : $"{from}, {Literals.Integer(vector * unit.Lanes)}";

    private sealed class Tile(SourceWriter writer, VectorUnit unit, string name, int vectors)
    {
        private readonly int _rows = unit.TileRowsOf(vectors);

        private int Columns => vectors * unit.Lanes;

        /// <summary>Whether a tile ever prefetches. One lower than half the tallest is only cut where it is alone, and has too little to do meanwhile.</summary>
        private string Prefetches => $"2 * TRows.Count >= {_rows}";

        public void Emit()
        {
            writer.Line($"// C[tiles · rows, {Columns}] = (C +) A[tiles · rows, depth] · panel + bias, with the sums of {_rows} rows at most in registers.");
            writer.Line(Kernel.RunsOverNumbers);
            using (writer.Block($"private static void {name}<TRows>(ref float a, nint aRow, nint aStep, ref float panel, ref float bias, ref float c, nint cRow, int depth, int tiles, int prefetch, bool add) where TRows : struct, IRows"))
            {
                writer.Line($$"""
                    // In bytes, so that nothing is left to scale in the loop.
                    aRow *= sizeof(float);
                    aStep *= sizeof(float);
                    cRow *= sizeof(float);
                    ref float next = ref Unsafe.Add(ref panel, prefetch == 0 ? 0 : (nint)depth * {{Columns}});

                    """);
                using (writer.Block("for (; tiles != 0; tiles--)"))
                {
                    Start();
                    writer.Line();
                    using (writer.Block("for (int k = depth; k != 0; k--)"))
                    {
                        Step();
                    }

                    writer.Line();
                    Store();
                    writer.Line("a = ref Unsafe.AddByteOffset(ref a, TRows.Count * aRow);");
                    if (!unit.PrefetchesInEachStep)
                    {
                        Prefetch($"for (int left = {Prefetches} ? prefetch : 0; left > 0; left -= {CacheLine.Bytes})", Literals.Integer(CacheLine.Bytes));
                    }
                }
            }
        }

        private void Start()
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.Line($"{unit.Type} c0_{v} = {Load(unit, "bias", v)};");
            }

            for (int row = 1; row < _rows; row++)
            {
                writer.Line($"{unit.Type} {Each(v => $"c{row}_{v} = c0_{v}", ", ")};");
            }

            writer.Line("ref float p = ref panel;");
            for (int row = 0; row < _rows; row += RowsPerBase)
            {
                writer.Line(row == 0 ? "ref float a0 = ref a;" : $"ref float a{row} = ref Unsafe.AddByteOffset(ref a, {Times(row, "aRow")});");
            }
        }

        private void Step()
        {
            for (int v = 0; v < vectors; v++)
            {
                writer.Line($"{unit.Type} p{v} = {Load(unit, "p", v)};");
            }

            writer.Line($"{unit.Type} x;");
            for (int row = 0; row < _rows; row++)
            {
                OfRow(row, $"x = {unit.Broadcast(OfA(row))}; {Each(v => $"c{row}_{v} = {unit.MultiplyAdd("x", $"p{v}", $"c{row}_{v}")};", " ")}");
            }

            for (int row = 0; row < _rows; row += RowsPerBase)
            {
                OfRow(row, $"a{row} = ref Unsafe.AddByteOffset(ref a{row}, aStep);");
            }

            writer.Line($"p = ref Unsafe.Add(ref p, {Columns});");
            if (unit.PrefetchesInEachStep)
            {
                Prefetch($"if ({Prefetches})", "prefetch");
            }
        }

        /// <summary>One condition for all rows: in products of little depth, as those of narrow heads, one for each row took up to 15 % of a model's time (AVX2).</summary>
        private void Store()
        {
            using (writer.Block("if (add)"))
            {
                writer.Line("ref float old = ref c;");
                for (int row = 0; row < _rows; row++)
                {
                    OfRow(row, $"{Each(v => $"c{row}_{v} += {Load(unit, "old", v)};", " ")} old = ref Unsafe.AddByteOffset(ref old, cRow);");
                }
            }

            writer.Line();
            for (int row = 0; row < _rows; row++)
            {
                OfRow(row, $"{Each(v => $"c{row}_{v}.StoreUnsafe(ref {Element(unit, "c", v)});", " ")} c = ref Unsafe.AddByteOffset(ref c, cRow);");
            }
        }

        /// <summary>What a tile does for one of its rows: a tile of fewer rows does not.</summary>
        private void OfRow(int row, string statements) => writer.Line(row == 0 ? statements : $"if (TRows.Count > {row}) {{ {statements} }}");

        private void Prefetch(string header, string bytes)
        {
            using (writer.Block(header))
            {
                writer.Line("PinnedMemory.Prefetch(in next);");
                writer.Line($"next = ref Unsafe.AddByteOffset(ref next, {bytes});");
            }
        }

        private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, vectors).Select(text));

        /// <summary>A row's element of A.</summary>
        private static string OfA(int row)
        {
            string start = $"a{row - (row % RowsPerBase)}";
            return row % RowsPerBase == 0 ? start : $"Unsafe.AddByteOffset(ref {start}, {Times(row % RowsPerBase, "aRow")})";
        }

        private static string Times(int factor, string distance) => factor == 1 ? distance : $"{factor} * {distance}";
    }
}
