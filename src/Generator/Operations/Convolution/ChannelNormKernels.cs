using ShapeGen.Generator.Kernels;

namespace ShapeGen.Generator.Operations.Convolution;

/// <summary>
/// Group norms over time. The sums of a row are short, those over rows are long and in double precision; the variance is that of differences from the mean,
/// not of squares, which cancel.
/// </summary>
internal static class ChannelNormKernels
{
    private static readonly Kernel SumOfRow = new("SumOfRow", [], (writer, context) => writer.Line($$"""
        // The sums of what a row has above the mean, and of its squares.
        private static float SumOfRow(ref float x, int width, float mean, out float squares)
        {
            {{context.Unit.Type}} center = {{context.Unit.Vector}}.Create(mean);
            {{context.Unit.Type}} sums = {{context.Unit.Type}}.Zero;
            {{context.Unit.Type}} sumsOfSquares = {{context.Unit.Type}}.Zero;
            int column = 0;
            for (; column <= width - Lanes; column += Lanes)
            {
                {{context.Unit.Type}} difference = {{context.Unit.Vector}}.LoadUnsafe(ref x, (nuint)column) - center;
                sums += difference;
                sumsOfSquares += difference * difference;
            }

            float sum = {{context.Unit.Vector}}.Sum(sums);
            squares = {{context.Unit.Vector}}.Sum(sumsOfSquares);
            for (; column < width; column++)
            {
                float difference = Unsafe.Add(ref x, column) - mean;
                sum += difference;
                squares += difference * difference;
            }

            return sum;
        }
        """));

    /// <summary>One mean and one variance of all rows and channels.</summary>
    public static readonly Kernel OfAll = new EntryKernel(
        "GroupStatistics",
        "// The mean and 1 / √(variance + epsilon) of all channels of all rows from the first on that is not skipped.",
        "ref float x, int xRow, int skipped, int end, ref float target, int targetRow, int width, float epsilon",
        [SumOfRow],
        (writer, _) => writer.Line("""
            double sum = 0;
            for (int row = skipped; row < end; row++)
            {
                sum += SumOfRow(ref Unsafe.Add(ref x, (nint)row * xRow), width, 0, out _);
            }

            double count = (double)(end - skipped) * width;
            float mean = (float)(sum / count);
            double squares = 0;
            double differences = 0;
            for (int row = skipped; row < end; row++)
            {
                differences += SumOfRow(ref Unsafe.Add(ref x, (nint)row * xRow), width, mean, out float squaresOfRow);
                squares += squaresOfRow;
            }

            // What the mean's rounding left over.
            double error = differences / count;
            target = (float)(mean + error);
            Unsafe.Add(ref target, 1) = (float)(1 / Math.Sqrt(Math.Max((squares / count) - (error * error), 0) + epsilon));
            """));

    /// <summary>A mean and a variance of each channel over all rows.</summary>
    public static readonly Kernel OfEach = new EntryKernel(
        "ChannelStatistics",
        """
            // The mean and 1 / √(variance + epsilon) of some channels, over all rows from the first on that is not skipped. As many channels go side by side as
            // a cache line holds.
            """,
        "ref float x, int xRow, int skipped, int end, ref float target, int targetRow, int first, int channels, float epsilon",
        [],
        (writer, _) => writer.Line("""
            const int Together = 16;
            global::System.Span<double> sums = stackalloc double[Together];
            global::System.Span<double> squares = stackalloc double[Together];
            int count = end - skipped;
            for (int start = first; start < first + channels; start += Together)
            {
                int width = Math.Min(Together, first + channels - start);
                sums.Clear();
                squares.Clear();
                ref float begin = ref Unsafe.Add(ref x, ((nint)skipped * xRow) + start);
                for (int row = 0; row < count; row++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        sums[i] += Unsafe.Add(ref begin, ((nint)row * xRow) + i);
                    }
                }

                for (int i = 0; i < width; i++)
                {
                    sums[i] /= count;
                }

                for (int row = 0; row < count; row++)
                {
                    for (int i = 0; i < width; i++)
                    {
                        double difference = Unsafe.Add(ref begin, ((nint)row * xRow) + i) - sums[i];
                        squares[i] += difference * difference;
                    }
                }

                for (int i = 0; i < width; i++)
                {
                    target = (float)sums[i];
                    Unsafe.Add(ref target, 1) = (float)(1 / Math.Sqrt((squares[i] / count) + epsilon));
                    target = ref Unsafe.Add(ref target, targetRow);
                }
            }
            """));

    /// <summary>Applies what is known of the groups.</summary>
    public static readonly Kernel Normalise = new EntryKernel(
        "NormaliseChannels",
        "// x = (x - mean) / √(variance + epsilon) · weight + bias, with mean and 1 / √(variance + epsilon) of each channel in statistics; channels is scratch [2, width].",
        "ref float statistics, int statisticsRow, ref float weight, ref float bias, ref float channels, ref float x, int xRow, int rows, int width",
        [],
        (writer, context) => writer.Line($$"""
            ref float scales = ref Unsafe.Add(ref channels, width);
            for (int i = 0; i < width; i++)
            {
                Unsafe.Add(ref channels, i) = Unsafe.Add(ref statistics, i * statisticsRow);
                Unsafe.Add(ref scales, i) = Unsafe.Add(ref statistics, (i * statisticsRow) + 1) * Unsafe.Add(ref weight, i);
            }

            for (; rows > 0; rows--)
            {
                int column = 0;
                for (; column <= width - Lanes; column += Lanes)
                {
                    {{context.Unit.Type}} difference = {{context.Unit.Vector}}.LoadUnsafe(ref x, (nuint)column) - {{context.Unit.Vector}}.LoadUnsafe(ref channels, (nuint)column);
                    ((difference * {{context.Unit.Vector}}.LoadUnsafe(ref scales, (nuint)column)) + {{context.Unit.Vector}}.LoadUnsafe(ref bias, (nuint)column)).StoreUnsafe(ref x, (nuint)column);
                }

                for (; column < width; column++)
                {
                    Unsafe.Add(ref x, column) = ((Unsafe.Add(ref x, column) - Unsafe.Add(ref channels, column)) * Unsafe.Add(ref scales, column)) + Unsafe.Add(ref bias, column);
                }

                x = ref Unsafe.Add(ref x, xRow);
            }
            """));
}
