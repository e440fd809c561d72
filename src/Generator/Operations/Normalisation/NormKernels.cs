using ShapeGen.Generator.Common;
using ShapeGen.Generator.Emission;
using ShapeGen.Generator.Kernels;
using ShapeGen.Generator.Options;
using ShapeGen.Generator.Planning;
using ShapeGen.Generator.Vectors;

namespace ShapeGen.Generator.Operations.Normalisation;

/// <summary>
/// Normalisations. Layer normalisation takes two passes over a row: the variance of differences from the mean, not of squares, which cancel.
/// The second pass also corrects the mean, as in the corrected two-pass algorithm (Chan, Golub, LeVeque: Algorithms for Computing the Sample
/// Variance, 1983). RMS normalisation (Zhang, Sennrich: Root Mean Square Layer Normalization, 2019) has neither mean nor bias.
/// Several rows go side by side: a sum waits for its last addition, and one row alone would leave the adders idle.
/// </summary>
internal static class NormKernels
{
    /// <summary>Rows side by side: three values of each fit in 16 registers.</summary>
    private const int Rows = 4;

    private static readonly int[] RowNumbers = [.. Enumerable.Range(0, Rows)];

    private static readonly Kernel NarrowLayerNorm = new("NarrowLayerNorm", [], (writer, _) => writer.Line("""
        // As LayerNorm, where a row is shorter than a vector.
        private static void NarrowLayerNorm(ref float x, int xRow, ref float weight, ref float bias, ref float y, int yRow, int rows, int width, float epsilon)
        {
            for (; rows > 0; rows--)
            {
                float sum = 0;
                for (int i = 0; i < width; i++)
                {
                    sum += Unsafe.Add(ref x, i);
                }

                float mean = sum / width;
                float differences = 0;
                float squares = 0;
                for (int i = 0; i < width; i++)
                {
                    float difference = Unsafe.Add(ref x, i) - mean;
                    differences += difference;
                    squares += difference * difference;
                }

                // What the mean's rounding left over: it matters where the mean is large beside the differences. Rounding must not make the
                // variance negative.
                float error = differences / width;
                float variance = Math.Max((squares / width) - (error * error), 0f);
                mean += error;
                float scale = 1 / MathF.Sqrt(variance + epsilon);
                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref y, i) = ((Unsafe.Add(ref x, i) - mean) * scale * Unsafe.Add(ref weight, i)) + Unsafe.Add(ref bias, i);
                }

                x = ref Unsafe.Add(ref x, xRow);
                y = ref Unsafe.Add(ref y, yRow);
            }
        }
        """));

    private static readonly Kernel NarrowRmsNorm = new("NarrowRmsNorm", [], (writer, _) => writer.Line("""
        // As RmsNorm, where a row is shorter than a vector.
        private static void NarrowRmsNorm(ref float x, int xRow, ref float weight, ref float y, int yRow, int rows, int width, float epsilon)
        {
            for (; rows > 0; rows--)
            {
                float squares = 0;
                for (int i = 0; i < width; i++)
                {
                    squares += Unsafe.Add(ref x, i) * Unsafe.Add(ref x, i);
                }

                float scale = 1 / MathF.Sqrt((squares / width) + epsilon);
                for (int i = 0; i < width; i++)
                {
                    Unsafe.Add(ref y, i) = Unsafe.Add(ref x, i) * scale * Unsafe.Add(ref weight, i);
                }

                x = ref Unsafe.Add(ref x, xRow);
                y = ref Unsafe.Add(ref y, yRow);
            }
        }
        """));

    private static readonly Kernel LayerNorm = new EntryKernel(
        "LayerNorm",
        "// y = (x - mean) / √(variance + epsilon) · weight + bias",
        "ref float x, int xRow, ref float weight, ref float bias, ref float y, int yRow, int rows, int width, float epsilon",
        [PortableKernels.MultiplyAdd],
        (writer, context) => Emit(writer, context, NarrowLayerNorm, "ref x, xRow, ref weight, ref bias, ref y, yRow, rows, width, epsilon", isRms: false),
        Kernel.RunsOverNumbers);

    private static readonly Kernel RmsNorm = new EntryKernel(
        "RmsNorm",
        "// y = x / √(mean of squares + epsilon) · weight",
        "ref float x, int xRow, ref float weight, ref float y, int yRow, int rows, int width, float epsilon",
        [PortableKernels.MultiplyAdd],
        (writer, context) => Emit(writer, context, NarrowRmsNorm, "ref x, xRow, ref weight, ref y, yRow, rows, width, epsilon", isRms: true),
        Kernel.RunsOverNumbers);

    /// <summary>The kernels of a norm; the first one is called. Where rows can be shorter than a vector, there is another one for it to call.</summary>
    public static IReadOnlyList<Kernel> Of(NormSettings settings, int width)
    {
        (Kernel kernel, Kernel narrow) = settings.Kind switch
        {
            NormKind.Layer => (LayerNorm, NarrowLayerNorm),
            NormKind.Rms => (RmsNorm, NarrowRmsNorm),
            _ => throw new InvalidOperationException($"No kernel is known for {settings.Kind}."),
        };
        return width < VectorUnit.MaxLanes ? [kernel, narrow] : [kernel];
    }

    private static void Emit(SourceWriter writer, KernelContext context, Kernel narrow, string arguments, bool isRms)
    {
        VectorUnit unit = context.Unit;
        string vector = unit.Vector;
        string type = unit.Type;
        if (context.Has(narrow))
        {
            using (writer.Block("if (width < Lanes)"))
            {
                writer.Line($"{narrow}({arguments});");
                writer.Line("return;");
            }

            writer.Line();
        }

        writer.Line($"""
            // The last vector ends with the row: its last lanes are not in the vectors before it.
            int tail = width % Lanes;
            nuint whole = (nuint)(width - tail);
            nuint last = (nuint)(width - Lanes);
            {type} rest = {vector}.GreaterThanOrEqual({Lanes(unit)}, {vector}.Create(Lanes - tail)).AsSingle();
            """);
        using (writer.Block($"for (; rows > 0; rows -= {Rows})"))
        {
            Start();
            if (!isRms)
            {
                Sums();
            }

            Squares();
            Scales();
            Results();
            writer.Line();
            writer.Line($"x = ref Unsafe.Add(ref x, {Rows} * xRow);");
            writer.Line($"y = ref Unsafe.Add(ref y, {Rows} * yRow);");
        }

        void Start()
        {
            writer.Line($"// {Rows} rows; where there are fewer, the last one again and again.");
            foreach (int row in RowNumbers)
            {
                string index = row switch { 0 => "", 1 => "Math.Min(1, rows - 1) * ", _ => $"Math.Min({row}, rows - 1) * " };
                writer.Line(row == 0 ? "ref float x0 = ref x;" : $"ref float x{row} = ref Unsafe.Add(ref x, {index}xRow);");
                writer.Line(row == 0 ? "ref float y0 = ref y;" : $"ref float y{row} = ref Unsafe.Add(ref y, {index}yRow);");
            }

            writer.Line($"{type} {string.Join(", ", RowNumbers.Select(row => $"last{row} = {type}.Zero"))};");
            using (writer.Block("if (tail != 0)"))
            {
                Each(row => $"last{row} = {Load(row, "last")};");
            }

            writer.Line();
        }

        void Sums()
        {
            Each(row => $"{type} sum{row} = last{row} & rest;");
            Loop(row => $"sum{row} += {Load(row, "i")};");
            writer.Line();
            Each(row => $"{type} center{row} = {vector}.Create({vector}.Sum(sum{row}) / width);");
        }

        void Squares()
        {
            if (isRms)
            {
                Each(row => $"{type} lastOfRow{row} = last{row} & rest;");
                Each(row => $"{type} squares{row} = lastOfRow{row} * lastOfRow{row};");
                Loop(row => $$"""
                    {{type}} value{{row}} = {{Load(row, "i")}};
                    squares{{row}} = {{unit.MultiplyAdd($"value{row}", $"value{row}", $"squares{row}")}};
                    """);
            }
            else
            {
                Each(row => $"{type} differences{row} = (last{row} - center{row}) & rest;");
                Each(row => $"{type} squares{row} = differences{row} * differences{row};");
                Loop(row => $$"""
                    {{type}} difference{{row}} = {{Load(row, "i")}} - center{{row}};
                    differences{{row}} += difference{{row}};
                    squares{{row}} = {{unit.MultiplyAdd($"difference{row}", $"difference{row}", $"squares{row}")}};
                    """);
            }

            writer.Line();
        }

        void Scales()
        {
            if (isRms)
            {
                Each(row => $"{type} scale{row} = {vector}.Create(1 / MathF.Sqrt(({vector}.Sum(squares{row}) / width) + epsilon));");
                return;
            }

            writer.Line("// What the mean's rounding left over: it matters where the mean is large beside the differences. Rounding must not make the");
            writer.Line("// variance negative.");
            Each(row => $$"""
                float error{{row}} = {{vector}}.Sum(differences{{row}}) / width;
                float variance{{row}} = Math.Max(({{vector}}.Sum(squares{{row}}) / width) - (error{{row}} * error{{row}}), 0f);
                center{{row}} += {{vector}}.Create(error{{row}});
                {{type}} scale{{row}} = {{vector}}.Create(1 / MathF.Sqrt(variance{{row}} + epsilon));
                """);
        }

        // All rows are read before one is written: they may be the same row, and y may be x.
        void Results()
        {
            using (writer.Block("for (nuint i = 0; i < whole; i += Lanes)"))
            {
                writer.Line($"{type} weights = {vector}.LoadUnsafe(ref weight, i);");
                if (!isRms)
                {
                    writer.Line($"{type} biases = {vector}.LoadUnsafe(ref bias, i);");
                }

                Store(row => Load(row, "i"), "i");
            }

            writer.Line();
            using (writer.Block("if (tail != 0)"))
            {
                writer.Line($"{type} weights = {vector}.LoadUnsafe(ref weight, last);");
                if (!isRms)
                {
                    writer.Line($"{type} biases = {vector}.LoadUnsafe(ref bias, last);");
                }

                Store(row => $"last{row}", "last");
            }
        }

        void Store(Func<int, string> value, string at)
        {
            Each(row => isRms
                ? $"{type} result{row} = {value(row)} * scale{row} * weights;"
                : $"{type} result{row} = {unit.MultiplyAdd($"({value(row)} - center{row}) * scale{row}", "weights", "biases")};");
            Each(row => $"result{row}.StoreUnsafe(ref y{row}, {at});");
        }

        void Loop(Func<int, string> body)
        {
            using (writer.Block("for (nuint i = 0; i < whole; i += Lanes)"))
            {
                Each(body);
            }
        }

        void Each(Func<int, string> line)
        {
            foreach (int row in RowNumbers)
            {
                writer.Line(line(row));
            }
        }

        string Load(int row, string at) => $"{vector}.LoadUnsafe(ref x{row}, {at})";
    }

    /// <summary>The number of each lane.</summary>
    private static string Lanes(VectorUnit unit) => $"{unit.Vector}.Create({string.Join(", ", Enumerable.Range(0, unit.Lanes))})";
}
