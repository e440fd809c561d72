using ShapeGen.Generator.Graph.Ops;
using ShapeGen.Generator.Planning;

namespace ShapeGen.Generator.Emission.Kernels;

/// <summary>
/// Layer normalisation, in two passes over a row: the variance of differences from the mean, not of squares, which cancel. The second pass
/// also corrects the mean, as in the corrected two-pass algorithm (Chan, Golub, LeVeque: Algorithms for Computing the Sample Variance, 1983).
/// </summary>
internal static class LayerNormEmitter
{
    public static string Method(LayerNormOp op) => $"LayerNorm{op.Source.Width}";

    public static void Emit(SourceWriter writer, VectorUnit unit, int width)
    {
        writer.Line($"/// <summary>y = (x - mean) / √(variance + epsilon) · weight + bias over rows of {width}.</summary>");
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
        string normalised = unit.MultiplyAdd("({0} - center) * scale", $"{vector}.LoadUnsafe(ref weight, {{1}})", $"{vector}.LoadUnsafe(ref bias, {{1}})");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"private static void LayerNorm{width}(ref float x, int xRow, ref float weight, ref float bias, ref float y, int yRow, int rows, float epsilon)"))
        {
            if (tail > 0)
            {
                IEnumerable<string> mask = Enumerable.Range(0, unit.Lanes).Select(lane => lane < unit.Lanes - tail ? "0" : "-1");
                writer.Line($"// The last vector ends with the row; these of its lanes are not in the vectors before it.");
                writer.Line($"{type} rest = {vector}.Create({string.Join(", ", mask)}).AsSingle();");
            }

            using (writer.Block("for (; rows > 0; rows--)"))
            {
                writer.Line($"{type} sum = {type}.Zero;");
                Loop("nuint i = 0", $"sum += {vector}.LoadUnsafe(ref x, i);");
                if (tail > 0)
                {
                    writer.Line($"{type} last = {vector}.LoadUnsafe(ref x, {last});");
                    writer.Line("sum += last & rest;");
                }

                writer.Line();
                writer.Line($"{type} center = {vector}.Create({vector}.Sum(sum) / {width});");
                writer.Line($"{type} differences = {type}.Zero;");
                writer.Line($"{type} squares = {type}.Zero;");
                Loop("nuint i = 0", $$"""
                    {{type}} difference = {{vector}}.LoadUnsafe(ref x, i) - center;
                    differences += difference;
                    squares = {{unit.MultiplyAdd("difference", "difference", "squares")}};
                    """);
                if (tail > 0)
                {
                    writer.Line($"{type} lastDifference = (last - center) & rest;");
                    writer.Line("differences += lastDifference;");
                    writer.Line($"squares = {unit.MultiplyAdd("lastDifference", "lastDifference", "squares")};");
                }

                writer.Line();
                writer.Line($$"""
                    // What the mean's rounding left over: it matters where the mean is large beside the differences.
                    float error = {{vector}}.Sum(differences) / {{width}};
                    float variance = ({{vector}}.Sum(squares) / {{width}}) - (error * error);
                    center += {{vector}}.Create(error);
                    {{type}} scale = {{vector}}.Create(1 / MathF.Sqrt(variance + epsilon));
                    """);
                Loop("nuint i = 0", Format(normalised, $"{vector}.LoadUnsafe(ref x, i)", "i") + ".StoreUnsafe(ref y, i);");
                if (tail > 0)
                {
                    writer.Line(Format(normalised, "last", last.ToString(System.Globalization.CultureInfo.InvariantCulture)) + $".StoreUnsafe(ref y, {last});");
                }

                writer.Line();
                writer.Line("x = ref Unsafe.Add(ref x, xRow);");
                writer.Line("y = ref Unsafe.Add(ref y, yRow);");
            }
        }

        void Loop(string start, string body)
        {
            using (writer.Block($"for ({start}; i < {whole}; i += Lanes)"))
            {
                writer.Line(body);
            }
        }
    }

    private static void Scalar(SourceWriter writer, int width) => writer.Line($$"""
        /// <remarks>A row is shorter than a vector.</remarks>
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

                // What the mean's rounding left over: it matters where the mean is large beside the differences.
                float error = differences / {{width}};
                float variance = (squares / {{width}}) - (error * error);
                mean += error;
                float scale = 1 / MathF.Sqrt(variance + epsilon);
                for (int i = 0; i < {{width}}; i++)
                {
                    Unsafe.Add(ref y, i) = ((Unsafe.Add(ref x, i) - mean) * scale * Unsafe.Add(ref weight, i)) + Unsafe.Add(ref bias, i);
                }

                x = ref Unsafe.Add(ref x, xRow);
                y = ref Unsafe.Add(ref y, yRow);
            }
        }
        """);

    private static string Format(string format, params string[] arguments) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, format, arguments);
}
