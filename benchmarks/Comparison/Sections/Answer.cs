using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Timing;

namespace ShapeGen.Comparison.Sections;

/// <summary>Whether contestants compute the same: a time is worth nothing without.</summary>
internal static class Answer
{
    /// <summary>Of the largest number in the answer. Accuracy has tests of its own; this tells another computation from the same one.</summary>
    private const double Tolerance = 1e-5;

    /// <returns>The largest difference; null without a truth.</returns>
    public static double? Error(ReadOnlySpan<float> output, float[]? truth)
    {
        if (truth is null)
        {
            return null;
        }

        double largest = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)output[i] - truth[i]));
        }

        return largest;
    }

    /// <exception cref="FailedException">The difference is not rounding.</exception>
    public static void Check(Case item, Contestant contestant, double? error, float[]? truth)
    {
        double limit = Tolerance * Math.Max(1, truth?.Max(Math.Abs) ?? 1);

        // Written so that NaN fails too.
        if (error is { } difference && !(difference <= limit))
        {
            throw new FailedException($"{item}: {contestant.Name} differs from PyTorch's float64 by {difference:0.0e+0}, more than {limit:0.0e+0}. Was the case exported by another version of setup-peers.sh?");
        }
    }
}
