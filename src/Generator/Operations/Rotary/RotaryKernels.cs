using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Rotary;

/// <summary>
/// Rotations in place, whole vectors first, then four features, then what is left: nothing behind a head's rotated features is touched. All three
/// do the same operations, so the result does not depend on where a feature is.
/// </summary>
internal static class RotaryKernels
{
    private static readonly Kernel Halves = Create(
        "RotateHalves",
        """
        // Rotates features i and i + rotated / 2 of each head by the angles of the row's position.
        //   table      [positions, rotated]: cosines, then sines
        """,
        "int half = rotated / 2;",
        "half",
        HalvesStep,
        """
        for (; i < half; i++)
        {
            float cos = Unsafe.Add(ref angles, i);
            float sin = Unsafe.Add(ref angles, i + half);
            float one = Unsafe.Add(ref features, i);
            float other = Unsafe.Add(ref features, i + half);
            Unsafe.Add(ref features, i) = (one * cos) - (other * sin);
            Unsafe.Add(ref features, i + half) = (other * cos) + (one * sin);
        }
        """);

    private static readonly Kernel Pairs = Create(
        "RotatePairs",
        """
        // Rotates features 2i and 2i + 1 of each head by the angles of the row's position.
        //   table      [positions, 2 · rotated]: each cosine twice, then each sine with both signs
        """,
        null,
        "rotated",
        PairsStep,
        """
        for (; i < rotated; i += 2)
        {
            float one = Unsafe.Add(ref features, i);
            float other = Unsafe.Add(ref features, i + 1);
            Unsafe.Add(ref features, i) = (one * Unsafe.Add(ref angles, i)) + (other * Unsafe.Add(ref angles, i + rotated));
            Unsafe.Add(ref features, i + 1) = (other * Unsafe.Add(ref angles, i + 1)) + (one * Unsafe.Add(ref angles, i + 1 + rotated));
        }
        """);

    public static Kernel Of(bool isInterleaved) => isInterleaved ? Pairs : Halves;

    private static Kernel Create(string name, string comment, string? start, string end, Func<string, int, string> step, string rest) => new EntryKernel(
        name,
        comment,
        "in Part part, ref float x, int xRow, ref float table, int tableRow, int heads, int headDim, int rotated, int first, int count",
        [],
        (writer, context) => Emit(writer, context.Unit, start, end, step, rest),
        Kernel.RunsOverNumbers);

    private static void Emit(SourceWriter writer, VectorUnit unit, string? start, string end, Func<string, int, string> step, string rest)
    {
        if (start is not null)
        {
            writer.Line(start);
        }

        using (writer.Block("for (int end = first + count; first < end;)"))
        {
            writer.Line("""
                part.Locate(first, out int start, out int tokens);
                int last = Math.Min(end, start + tokens);
                """);
            using (writer.Block("for (; first < last; first++)"))
            {
                writer.Line("ref float angles = ref Unsafe.Add(ref table, (nint)(first - start) * tableRow);");
                using (writer.Block("for (int head = 0; head < heads; head++)"))
                {
                    writer.Line("""
                        ref float features = ref Unsafe.Add(ref x, head * headDim);
                        int i = 0;
                        """);
                    Loop(unit.Vector, unit.Lanes, "Lanes");
                    if (unit.Lanes > 4)
                    {
                        Loop("Vector128", 4, "4");
                    }

                    writer.Line(rest);
                }

                writer.Line();
                writer.Line("x = ref Unsafe.Add(ref x, xRow);");
            }
        }

        void Loop(string vector, int lanes, string count)
        {
            using (writer.Block($"for (; i <= {end} - {count}; i += {count})"))
            {
                writer.Line(step(vector, lanes));
            }

            writer.Line();
        }
    }

    private static string HalvesStep(string vector, int lanes) => $$"""
        {{vector}}<float> cos = {{vector}}.LoadUnsafe(ref angles, (nuint)i);
        {{vector}}<float> sin = {{vector}}.LoadUnsafe(ref angles, (nuint)(i + half));
        {{vector}}<float> one = {{vector}}.LoadUnsafe(ref features, (nuint)i);
        {{vector}}<float> other = {{vector}}.LoadUnsafe(ref features, (nuint)(i + half));
        ((one * cos) - (other * sin)).StoreUnsafe(ref features, (nuint)i);
        ((other * cos) + (one * sin)).StoreUnsafe(ref features, (nuint)(i + half));
        """;

    private static string PairsStep(string vector, int lanes)
    {
        string swapped = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Literals.Integer(lane ^ 1)));
        return $$"""
            {{vector}}<float> own = {{vector}}.LoadUnsafe(ref features, (nuint)i);
            {{vector}}<float> other = {{vector}}.Shuffle(own, {{vector}}.Create({{swapped}}));
            ((own * {{vector}}.LoadUnsafe(ref angles, (nuint)i)) + (other * {{vector}}.LoadUnsafe(ref angles, (nuint)(i + rotated)))).StoreUnsafe(ref features, (nuint)i);
            """;
    }
}
