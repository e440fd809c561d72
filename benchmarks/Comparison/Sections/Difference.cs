using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Formulas;

namespace ShapeGen.Comparison.Sections;

/// <summary>Whether contestants compute the same: a time is worth nothing without.</summary>
internal static class Difference
{
    /// <summary>Of the largest number of the result. Accuracy has tests of its own; this tells another computation from the same one.</summary>
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

    /// <summary>How far rounding may carry a result.</summary>
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
