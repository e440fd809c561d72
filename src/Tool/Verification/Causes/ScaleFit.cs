using System.Globalization;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>Finds the scale of the scores that brings an attention closest to a row of the reference.</summary>
internal static class ScaleFit
{
    /// <summary>Range of the search on both sides of the declared scale, in powers of two. The step is half a power.</summary>
    private const int Octaves = 10;

    /// <summary>Each step shrinks the interval to 0.62 of its width, finally to about 1e-9.</summary>
    private const int Narrowings = 40;

    /// <summary>The maximum number of computed rows.</summary>
    public const int Steps = (4 * Octaves) + 1 + Narrowings + 2;

    /// <summary>Float rounding with a margin for sums.</summary>
    private const double Precision = 2e-5;

    /// <param name="formula">The attention.</param>
    /// <param name="parts">Its inputs.</param>
    /// <param name="expected">The reference's result.</param>
    /// <param name="row">The row to compare.</param>
    /// <returns>The scale with as few digits as possible; null if it does not matter, as with a single key.</returns>
    public static double? Find(AttentionFormula formula, AttentionParts parts, Grid expected, int row)
    {
        double[] logarithms = [.. Enumerable.Range(-2 * Octaves, (4 * Octaves) + 1).Select(half => Math.Log2(formula.Scale) + (half / 2.0))];
        double[] distances = Array.ConvertAll(logarithms, Distance);
        int nearest = Array.IndexOf(distances, distances.Min());
        return distances.Max() > distances.Min() ? Rounded(Math.Pow(2, Narrow(logarithms[nearest] - 0.5, logarithms[nearest] + 0.5))) : null;

        double Distance(double logarithm)
        {
            Grid context = (formula with { Scale = Math.Pow(2, logarithm) }).Context(parts, row);
            double sum = 0;
            for (int i = 0; i < context.Width; i++)
            {
                double difference = context[row, i] - expected[row, i];
                sum += difference * difference;
            }

            return sum;
        }

        // Golden-section search: the two inner points show which end to drop.
        double Narrow(double from, double to)
        {
            double ratio = (Math.Sqrt(5) - 1) / 2;
            (double low, double high) = (to - (ratio * (to - from)), from + (ratio * (to - from)));
            (double ofLow, double ofHigh) = (Distance(low), Distance(high));
            for (int i = 0; i < Narrowings; i++)
            {
                if (ofLow < ofHigh)
                {
                    (to, high, ofHigh) = (high, low, ofLow);
                    low = to - (ratio * (to - from));
                    ofLow = Distance(low);
                }
                else
                {
                    (from, low, ofLow) = (low, high, ofHigh);
                    high = from + (ratio * (to - from));
                    ofHigh = Distance(high);
                }
            }

            return (from + to) / 2;
        }
    }

    private static double Rounded(double scale) => Enumerable.Range(1, 7)
        .Select(digits => double.Parse(scale.ToString("E" + (digits - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))
        .First(rounded => Math.Abs(rounded - scale) <= Precision * scale);
}
