using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Sections;

/// <summary>Checks that contestants compute the same; otherwise their times mean nothing.</summary>
internal static class Difference
{
    /// <summary>Relative to the largest number of the result. Accuracy has separate tests; this only detects a different computation.</summary>
    private const double Tolerance = 1e-5;

    /// <returns>The largest difference.</returns>
    public static double Of(ReadOnlySpan<float> output, float[] truth)
    {
        double largest = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            // Keeps NaN.
            largest = Math.Max(largest, Math.Abs((double)output[i] - truth[i]));
        }

        return largest;
    }

    /// <summary>The largest difference that rounding may cause.</summary>
    public static double Limit(float[] truth) => Tolerance * Math.Max(1, truth.Max(Math.Abs));

    /// <exception cref="FailedException">The difference is not rounding.</exception>
    public static void Check(string item, Contestant contestant, double difference, float[] truth)
    {
        double limit = Limit(truth);

        // Written so that NaN fails too.
        if (!(difference <= limit))
        {
            throw new FailedException($"{item}: {contestant.Name} differs from PyTorch's float64 by {difference:0.0e+0}, more than {limit:0.0e+0}.");
        }
    }
}
