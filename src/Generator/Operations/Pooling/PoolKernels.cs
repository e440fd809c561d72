using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Pooling;

/// <summary>One row of all rows of a sequence.</summary>
internal static class PoolKernels
{
    private const string Parameters = "in Part part, ref float source, int sourceRow, ref float target, int targetRow, int first, int rows, int width";

    private static readonly Kernel First = OneRow("PoolFirst", "first", "start");

    private static readonly Kernel Last = OneRow("PoolLast", "last", "start + tokens - 1");

    private static readonly Kernel Mean = new EntryKernel(
        "PoolMean",
        """
            // The mean of each sequence's rows but the first ones that are skipped. A few rows are added in pairs, and what they give in double precision:
            // the error does not grow with the rows.
            """,
        Parameters + ", int skipped",
        [],
        (writer, context) => EmitMean(writer, context.Unit));

    private static readonly Kernel Max = new EntryKernel(
        "PoolMax",
        "// The maximum of each column of each sequence's rows but the first ones that are skipped; NaN where one is NaN.",
        Parameters + ", int skipped",
        [],
        (writer, context) => EmitMax(writer, context.Unit));

    public static Kernel Of(Options.Pooling pooling) => pooling switch
    {
        Options.Pooling.Class => First,
        Options.Pooling.Last => Last,
        Options.Pooling.Mean => Mean,
        Options.Pooling.Max => Max,
        _ => throw new InvalidOperationException($"No kernel is known for {pooling}."),
    };

    public static bool TakesOneRow(Options.Pooling pooling) => pooling is Options.Pooling.Class or Options.Pooling.Last;

    private static Kernel OneRow(string name, string which, string row) => new EntryKernel(
        name,
        $"// The {which} row of each sequence.",
        Parameters,
        [],
        (writer, _) => writer.Line($$"""
            for (int sequence = first; sequence < first + rows; sequence++)
            {
                part.LocateSequence(sequence, out int start, out int tokens);
                MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, (nint)({{row}}) * sourceRow), width).CopyTo(MemoryMarshal.CreateSpan(ref target, width));
                target = ref Unsafe.Add(ref target, targetRow);
            }
            """));

    private static void EmitMean(SourceWriter writer, VectorUnit unit)
    {
        string vector = unit.Vector;
        string wide = unit.WideType;
        writer.Line($$"""
            const int Run = 8;
            for (int sequence = first; sequence < first + rows; sequence++)
            {
                part.LocateSequence(sequence, out int start, out int tokens);
                int count = tokens - skipped;
                ref float begin = ref Unsafe.Add(ref source, (nint)(start + skipped) * sourceRow);
                int column = 0;
                for (; column <= width - Lanes; column += Lanes)
                {
                    {{wide}} lower = {{wide}}.Zero;
                    {{wide}} upper = {{wide}}.Zero;
                    ref float row = ref Unsafe.Add(ref begin, column);
                    int left = count;
                    for (; left >= Run; left -= Run)
                    {
                        {{unit.Type}} sum01 = {{Row(0)}} + {{Row(1)}};
                        {{unit.Type}} sum23 = {{Row(2)}} + {{Row(3)}};
                        {{unit.Type}} sum45 = {{Row(4)}} + {{Row(5)}};
                        {{unit.Type}} sum67 = {{Row(6)}} + {{Row(7)}};
                        {{unit.Type}} sum = (sum01 + sum23) + (sum45 + sum67);
                        lower += {{vector}}.WidenLower(sum);
                        upper += {{vector}}.WidenUpper(sum);
                        row = ref Unsafe.Add(ref row, Run * (nint)sourceRow);
                    }

                    for (; left > 0; left--)
                    {
                        lower += {{vector}}.WidenLower({{Row(0)}});
                        upper += {{vector}}.WidenUpper({{Row(0)}});
                        row = ref Unsafe.Add(ref row, sourceRow);
                    }

                    {{wide}} counts = {{vector}}.Create((double)count);
                    {{vector}}.Narrow(lower / counts, upper / counts).StoreUnsafe(ref target, (nuint)column);
                }

                for (; column < width; column++)
                {
                    double total = 0;
                    ref float row = ref Unsafe.Add(ref begin, column);
                    for (int left = count; left > 0; left--)
                    {
                        total += row;
                        row = ref Unsafe.Add(ref row, sourceRow);
                    }

                    Unsafe.Add(ref target, column) = (float)(total / count);
                }

                target = ref Unsafe.Add(ref target, targetRow);
            }
            """);

        string Row(int row) => $"{vector}.LoadUnsafe(ref row{row switch { 0 => "", 1 => ", (nuint)sourceRow", _ => $", {row} * (nuint)sourceRow" }})";
    }

    private static void EmitMax(SourceWriter writer, VectorUnit unit) => writer.Line($$"""
        for (int sequence = first; sequence < first + rows; sequence++)
        {
            part.LocateSequence(sequence, out int start, out int tokens);
            ref float begin = ref Unsafe.Add(ref source, (nint)(start + skipped) * sourceRow);
            int column = 0;
            for (; column <= width - Lanes; column += Lanes)
            {
                ref float row = ref Unsafe.Add(ref begin, column);
                {{unit.Type}} most = {{unit.Vector}}.LoadUnsafe(ref row);
                for (int token = skipped + 1; token < tokens; token++)
                {
                    row = ref Unsafe.Add(ref row, sourceRow);
                    most = {{unit.Vector}}.Max(most, {{unit.Vector}}.LoadUnsafe(ref row));
                }

                most.StoreUnsafe(ref target, (nuint)column);
            }

            for (; column < width; column++)
            {
                ref float row = ref Unsafe.Add(ref begin, column);
                float most = row;
                for (int token = skipped + 1; token < tokens; token++)
                {
                    row = ref Unsafe.Add(ref row, sourceRow);
                    most = MathF.Max(most, row);
                }

                Unsafe.Add(ref target, column) = most;
            }

            target = ref Unsafe.Add(ref target, targetRow);
        }
        """);
}
