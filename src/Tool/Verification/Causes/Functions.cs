using Declared = ShapeGen.Generator.Options;

namespace ShapeGen.Tool.Verification.Causes;

/// <summary>The functions of the models, in float64.</summary>
internal static class Functions
{
    /// <summary>The activations of feed-forward blocks.</summary>
    public static IReadOnlyList<(Declared.Activation Kind, Func<double, double> Function)> Activations { get; } =
    [
        (Declared.Activation.Gelu, Gelu),
        (Declared.Activation.GeluTanh, GeluTanh),
        (Declared.Activation.Relu, Relu),
        (Declared.Activation.Silu, Silu),
        (Declared.Activation.QuickGelu, QuickGelu),
    ];

    /// <summary>The elementwise activations of heads; softmax is not elementwise.</summary>
    public static IReadOnlyList<(Declared.HeadActivation Kind, Func<double, double> Function)> HeadActivations { get; } =
    [
        (Declared.HeadActivation.None, x => x),
        (Declared.HeadActivation.Tanh, Math.Tanh),
        (Declared.HeadActivation.Gelu, Gelu),
        (Declared.HeadActivation.Relu, Relu),
        (Declared.HeadActivation.Sigmoid, Sigmoid),
        (Declared.HeadActivation.GeluTanh, GeluTanh),
        (Declared.HeadActivation.QuickGelu, QuickGelu),
        (Declared.HeadActivation.Silu, Silu),
    ];

    public static double Relu(double x) => x > 0 ? x : 0;

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double Silu(double x) => x * Sigmoid(x);

    public static double QuickGelu(double x) => x * Sigmoid(1.702 * x);

    public static double Gelu(double x) => 0.5 * x * Erfc(-x / Math.Sqrt(2));

    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    /// <summary>1 - erf: with its series near 0, and its continued fraction elsewhere.</summary>
    public static double Erfc(double x)
    {
        if (x < 0)
        {
            return 2 - Erfc(-x);
        }

        if (x < 2.5)
        {
            // erf(x) = 2/√π · Σ (-1)ⁿ x^(2n+1) / (n! (2n + 1))
            double term = x, sum = x;
            for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && n < 200; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * sum);
        }

        // erfc(x) = e^(-x²) / √π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …))))
        double fraction = x;
        for (int n = 120; n > 0; n--)
        {
            fraction = x + (n / 2.0 / fraction);
        }

        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / fraction;
    }

    /// <summary>Normalises each row.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="isRms">Whether it is an RMS norm, which does not subtract the mean.</param>
    /// <param name="epsilon">Added to the variance or the mean of squares.</param>
    /// <param name="weight">The weight, or null for 1.</param>
    /// <param name="bias">The bias, or null for 0.</param>
    public static Grid Norm(Grid x, bool isRms, double epsilon, float[]? weight, float[]? bias)
    {
        double[] values = new double[x.Values.Length];
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<double> from = x.Row(row);
            double mean = 0, squares = 0;
            foreach (double value in from)
            {
                mean += isRms ? 0 : value / x.Width;
            }

            foreach (double value in from)
            {
                squares += (value - mean) * (value - mean) / x.Width;
            }

            for (int i = 0; i < x.Width; i++)
            {
                values[(row * x.Width) + i] = ((from[i] - mean) / Math.Sqrt(squares + epsilon) * (weight?[i] ?? 1)) + (bias?[i] ?? 0);
            }
        }

        return x with { Values = values };
    }

    /// <summary>The softmax of each row.</summary>
    public static Grid Softmax(Grid x)
    {
        double[] values = new double[x.Values.Length];
        for (int row = 0; row < x.Rows; row++)
        {
            double max = double.NegativeInfinity, sum = 0;
            foreach (double value in x.Row(row))
            {
                max = Math.Max(max, value);
            }

            foreach (double value in x.Row(row))
            {
                sum += Math.Exp(value - max);
            }

            for (int i = 0; i < x.Width; i++)
            {
                values[(row * x.Width) + i] = Math.Exp(x[row, i] - max) / sum;
            }
        }

        return x with { Values = values };
    }

    /// <summary>An element of a sinusoidal position.</summary>
    public static double Sinusoid(Declared.Sinusoid form, int position, int column, int width)
    {
        int half = width / 2;
        (int frequency, bool isSine, double step) = form switch
        {
            Declared.Sinusoid.Pairs => (column / 2, column % 2 == 0, 1.0 / half),
            Declared.Sinusoid.Halves => (column % half, column < half, 1.0 / (half - 1)),
            _ => throw new InvalidOperationException($"No formula is known for {form}."),
        };
        double angle = position * Math.Pow(10_000, -frequency * step);
        return isSine ? Math.Sin(angle) : Math.Cos(angle);
    }
}
