namespace ShapeGen.Tool.Verification;

/// <summary>Rows of numbers.</summary>
/// <param name="Values">[rows, width], row-major.</param>
/// <param name="Width">Numbers per row.</param>
internal sealed record Grid(double[] Values, int Width)
{
    public int Rows => Values.Length / Width;

    public double this[int row, int column] => Values[(row * Width) + column];

    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>The largest absolute value, ignoring NaN.</summary>
    public double Largest => Values.Aggregate(0.0, (max, value) => Math.Abs(value) > max ? Math.Abs(value) : max);

    public static Grid Of(ReadOnlySpan<float> values, int width)
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = values[i];
        }

        return new(wide, width);
    }

    /// <summary>Applies a function to each number.</summary>
    public Grid Map(Func<double, double> function) => this with { Values = Array.ConvertAll(Values, value => function(value)) };

    /// <summary>Combines each number with the one at the same position of a grid with the same shape.</summary>
    public Grid With(Grid other, Func<double, double, double> function)
    {
        double[] values = new double[Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = function(Values[i], other.Values[i]);
        }

        return this with { Values = values };
    }

    /// <summary>The largest difference from a grid with the same shape, and its position. A NaN on only one side counts as infinite.</summary>
    public (double Error, int Row, int Column) DifferenceFrom(Grid other)
    {
        (double error, int at) = (0, 0);
        for (int i = 0; i < Values.Length; i++)
        {
            double difference = Values[i].Equals(other.Values[i]) ? 0 : double.IsNaN(Values[i] - other.Values[i]) ? double.PositiveInfinity : Math.Abs(Values[i] - other.Values[i]);
            if (difference > error)
            {
                (error, at) = (difference, i);
            }
        }

        return (error, at / Width, at % Width);
    }
}
