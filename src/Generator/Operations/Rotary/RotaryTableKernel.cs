using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>
/// Cosines and sines in double precision, rounded once: the error of a float angle grows with the position. Every 16th position has its own from
/// the library, and the others are those rotated on: so a position's are the same bits wherever a block begins, and cost a few products.
/// </summary>
internal static class RotaryTableKernel
{
    private static readonly Kernel Halves = Create("RotaryTable", "[cos of each pair, sin of each pair]", """
        Unsafe.Add(ref row, pair) = (float)cos;
        Unsafe.Add(ref row, pair + frequencies.Length) = (float)sin;
        """);

    private static readonly Kernel Pairs = Create("RotaryTableOfPairs", "[cos, cos of each pair, -sin, sin of each pair]", """
        Unsafe.Add(ref row, 2 * pair) = (float)cos;
        Unsafe.Add(ref row, (2 * pair) + 1) = (float)cos;
        Unsafe.Add(ref row, 2 * (pair + frequencies.Length)) = (float)-sin;
        Unsafe.Add(ref row, (2 * (pair + frequencies.Length)) + 1) = (float)sin;
        """);

    public static Kernel Of(bool isInterleaved) => isInterleaved ? Pairs : Halves;

    private static Kernel Create(string name, string columns, string store) => new EntryKernel(
        name,
        $"// The rotary angles' cosines and sines: a row for each position from the first on, {columns}.",
        "ref float table, int tableRow, int first, int rows, global::System.ReadOnlySpan<double> frequencies",
        [],
        (writer, _) => writer.Line($$"""
            // Positions from one that has cosine and sine of its own to the next: the others' depend on it alone, not on the block.
            const int Run = 16;
            for (int pair = 0; pair < frequencies.Length; pair++)
            {
                (double sinStep, double cosStep) = Math.SinCos(frequencies[pair]);
                ref float row = ref table;
                for (int start = first - (first % Run); start < first + rows; start += Run)
                {
                    (double sin, double cos) = Math.SinCos(start * frequencies[pair]);
                    int end = Math.Min(start + Run, first + rows);
                    for (int position = start; position < end; position++)
                    {
                        if (position >= first)
                        {
                            {{store.Replace("\n", "\n                ")}}
                            row = ref Unsafe.Add(ref row, tableRow);
                        }

                        (sin, cos) = ((sin * cosStep) + (cos * sinStep), (cos * cosStep) - (sin * sinStep));
                    }
                }
            }
            """),
        attribute: "[MethodImpl(MethodImplOptions.NoInlining)]");
}
