using ShapeGen.Generator.Graph.Ops;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// Layer normalisation, in two passes over a row: the variance of differences from the mean, not of squares, which cancel. The second pass
/// also corrects the mean, as in the corrected two-pass algorithm (Chan, Golub, LeVeque: Algorithms for Computing the Sample Variance, 1983).
/// Several rows go side by side: a sum waits for its last addition, and one row alone would leave the adders idle.
/// </summary>
internal static class LayerNormEmitter
{
    /// <summary>Rows side by side: three values of each fit in 16 registers.</summary>
    private const int Rows = 4;

    public static string Method(LayerNormOp op) => $"LayerNorm{op.Source.Width}";

    public static void Emit(SourceWriter writer, VectorUnit unit, int width)
    {
        writer.Line($"// y = (x - mean) / √(variance + epsilon) · weight + bias over rows of {width}.");
        if (width < unit.Lanes)
        {
            Scalar(writer, width);
            return;
        }

        string vector = unit.Vector;
        string type = unit.Type;
        int tail = width % unit.Lanes;
        int whole = width - tail;
        int last = width - unit.Lanes;
        int[] rows = Enumerable.Range(0, Rows).ToArray();
        writer.Line("[MethodImpl(MethodImplOptions.NoInlining)]");
        using (writer.Block($"private static void LayerNorm{width}(ref float x, int xRow, ref float weight, ref float bias, ref float y, int yRow, int rows, float epsilon)"))
        {
            if (tail > 0)
            {
                IEnumerable<string> mask = Enumerable.Range(0, unit.Lanes).Select(lane => lane < unit.Lanes - tail ? "0" : "-1");
                writer.Line("// The last vector ends with the row; these of its lanes are not in the vectors before it.");
                writer.Line($"{type} rest = {vector}.Create({string.Join(", ", mask)}).AsSingle();");
            }

            using (writer.Block($"for (; rows > 0; rows -= {Rows})"))
            {
                Start();
                Sums();
                Squares();
                Scales();
                Results();
                writer.Line();
                writer.Line($"x = ref Unsafe.Add(ref x, {Rows} * xRow);");
                writer.Line($"y = ref Unsafe.Add(ref y, {Rows} * yRow);");
            }
        }

        void Start()
        {
            writer.Line($"// {Rows} rows; where there are fewer, the last one again and again.");
            foreach (int row in rows)
            {
                string index = row switch { 0 => "", 1 => "Math.Min(1, rows - 1) * ", _ => $"Math.Min({row}, rows - 1) * " };
                writer.Line(row == 0 ? "ref float x0 = ref x;" : $"ref float x{row} = ref Unsafe.Add(ref x, {index}xRow);");
                writer.Line(row == 0 ? "ref float y0 = ref y;" : $"ref float y{row} = ref Unsafe.Add(ref y, {index}yRow);");
            }

            writer.Line();
        }

        void Sums()
        {
            foreach (int row in rows)
            {
                writer.Line($"{type} sum{row} = {type}.Zero;");
            }

            Loop(row => $"sum{row} += {Load(row, "i")};");
            if (tail > 0)
            {
                foreach (int row in rows)
                {
                    writer.Line($"{type} last{row} = {Load(row, $"{last}")};");
                    writer.Line($"sum{row} += last{row} & rest;");
                }
            }

            writer.Line();
            foreach (int row in rows)
            {
                writer.Line($"{type} center{row} = {vector}.Create({vector}.Sum(sum{row}) / {width});");
                writer.Line($"{type} differences{row} = {type}.Zero;");
                writer.Line($"{type} squares{row} = {type}.Zero;");
            }
        }

        void Squares()
        {
            Loop(row => $$"""
                {{type}} difference{{row}} = {{Load(row, "i")}} - center{{row}};
                differences{{row}} += difference{{row}};
                squares{{row}} = {{unit.MultiplyAdd($"difference{row}", $"difference{row}", $"squares{row}")}};
                """);
            if (tail > 0)
            {
                foreach (int row in rows)
                {
                    writer.Line($"{type} lastDifference{row} = (last{row} - center{row}) & rest;");
                    writer.Line($"differences{row} += lastDifference{row};");
                    writer.Line($"squares{row} = {unit.MultiplyAdd($"lastDifference{row}", $"lastDifference{row}", $"squares{row}")};");
                }
            }

            writer.Line();
        }

        void Scales()
        {
            writer.Line("""
                // What the mean's rounding left over: it matters where the mean is large beside the differences. Taken off, it may bring the
                // variance of nearly equal values below 0; one that is NaN stays so.
                """);
            foreach (int row in rows)
            {
                writer.Line($$"""
                    float error{{row}} = {{vector}}.Sum(differences{{row}}) / {{width}};
                    float variance{{row}} = ({{vector}}.Sum(squares{{row}}) / {{width}}) - (error{{row}} * error{{row}});
                    center{{row}} += {{vector}}.Create(error{{row}});
                    {{type}} scale{{row}} = {{vector}}.Create(1 / MathF.Sqrt((variance{{row}} < 0 ? 0 : variance{{row}}) + epsilon));
                    """);
            }
        }

        // All rows are read before one is written: they may be the same row, and y may be x.
        void Results()
        {
            using (writer.Block($"for (nuint i = 0; i < {whole}; i += Lanes)"))
            {
                writer.Line($"{type} weights = {vector}.LoadUnsafe(ref weight, i);");
                writer.Line($"{type} biases = {vector}.LoadUnsafe(ref bias, i);");
                Store(row => Load(row, "i"), "weights", "biases", "i");
            }

            if (tail > 0)
            {
                writer.Line($"{type} lastWeights = {vector}.LoadUnsafe(ref weight, {last});");
                writer.Line($"{type} lastBiases = {vector}.LoadUnsafe(ref bias, {last});");
                Store(row => $"last{row}", "lastWeights", "lastBiases", $"{last}");
            }
        }

        void Store(Func<int, string> value, string weights, string biases, string at)
        {
            string prefix = at == "i" ? "result" : "lastResult";
            foreach (int row in rows)
            {
                writer.Line($"{type} {prefix}{row} = {unit.MultiplyAdd($"({value(row)} - center{row}) * scale{row}", weights, biases)};");
            }

            foreach (int row in rows)
            {
                writer.Line($"{prefix}{row}.StoreUnsafe(ref y{row}, {at});");
            }
        }

        void Loop(Func<int, string> body)
        {
            using (writer.Block($"for (nuint i = 0; i < {whole}; i += Lanes)"))
            {
                foreach (int row in rows)
                {
                    writer.Line(body(row));
                }
            }
        }

        string Load(int row, string at) => $"{vector}.LoadUnsafe(ref x{row}, {at})";
    }

    private static void Scalar(SourceWriter writer, int width) => writer.Line($$"""
        // A row is shorter than a vector.
        private static void LayerNorm{{width}}(ref float x, int xRow, ref float weight, ref float bias, ref float y, int yRow, int rows, float epsilon)
        {
            for (; rows > 0; rows--)
            {
                float sum = 0;
                for (int i = 0; i < {{width}}; i++)
                {
                    sum += Unsafe.Add(ref x, i);
                }

                float mean = sum / {{width}};
                float differences = 0;
                float squares = 0;
                for (int i = 0; i < {{width}}; i++)
                {
                    float difference = Unsafe.Add(ref x, i) - mean;
                    differences += difference;
                    squares += difference * difference;
                }

                // What the mean's rounding left over: it matters where the mean is large beside the differences. Taken off, it may bring the
                // variance of nearly equal values below 0; one that is NaN stays so.
                float error = differences / {{width}};
                float variance = (squares / {{width}}) - (error * error);
                mean += error;
                float scale = 1 / MathF.Sqrt((variance < 0 ? 0 : variance) + epsilon);
                for (int i = 0; i < {{width}}; i++)
                {
                    Unsafe.Add(ref y, i) = ((Unsafe.Add(ref x, i) - mean) * scale * Unsafe.Add(ref weight, i)) + Unsafe.Add(ref bias, i);
                }

                x = ref Unsafe.Add(ref x, xRow);
                y = ref Unsafe.Add(ref y, yRow);
            }
        }
        """);
}
