using Digits;

namespace DigitsInBrowser.Drawing;

/// <summary>
/// A black and white drawing, prepared like the training images (see ../Digits/ORIGIN.md): the digit fills 32 × 32 points, and the black
/// points in each 4 × 4 block are counted.
/// </summary>
internal sealed class Bitmap
{
    private const int Side = 32;
    private const int Block = Side / DigitModel.Side;

    /// <summary>Half the width of a stroke, about that of the training data.</summary>
    private const double PenRadius = 1.9;

    /// <summary>Drawings smaller than this fraction of the square are not scaled to fill the bitmap, so that a dot remains a dot.</summary>
    private const double SmallestExtent = 0.15;

    private readonly bool[] _black = new bool[Side * Side];

    private Bitmap()
    {
    }

    /// <summary>Draws strokes, moved and scaled to fill the bitmap without changing their proportions.</summary>
    /// <param name="points">The stroke's number, x and y of each point, in order.</param>
    public static Bitmap OfStrokes(ReadOnlySpan<double> points)
    {
        const int Numbers = 3;
        if (points.Length % Numbers != 0)
        {
            throw new ArgumentException("A point is three numbers: its stroke, x and y.", nameof(points));
        }

        Bitmap bitmap = new();
        Extent x = Extent.Of(points, 1, Numbers);
        Extent y = Extent.Of(points, 2, Numbers);
        double side = Math.Max(SmallestExtent, Math.Max(x.Length, y.Length));
        double scale = (Side - (2 * PenRadius)) / side;
        for (int point = 0; point < points.Length; point += Numbers)
        {
            // The first point of a stroke is drawn as a line to itself: a dot.
            bool isJoined = point > 0 && points[point - Numbers] == points[point];
            int start = isJoined ? point - Numbers : point;
            bitmap.Line(Place(points, start), Place(points, point));
        }

        return bitmap;

        (double X, double Y) Place(ReadOnlySpan<double> points, int point) =>
            (((points[point + 1] - x.Middle) * scale) + (Side / 2d), ((points[point + 2] - y.Middle) * scale) + (Side / 2d));
    }

    /// <summary>Computes the fraction of black points in each block.</summary>
    /// <param name="pixels">[8, 8], 0 (white) to 1 (black).</param>
    public void Shrink(Span<float> pixels)
    {
        pixels.Clear();
        for (int point = 0; point < _black.Length; point++)
        {
            if (_black[point])
            {
                pixels[(point / Side / Block * DigitModel.Side) + (point % Side / Block)] += 1f / (Block * Block);
            }
        }
    }

    /// <summary>Blackens every point whose centre is within the pen radius of a line.</summary>
    private void Line((double X, double Y) start, (double X, double Y) end)
    {
        int top = Math.Max(0, (int)(Math.Min(start.Y, end.Y) - PenRadius));
        int bottom = Math.Min(Side - 1, (int)(Math.Max(start.Y, end.Y) + PenRadius));
        int left = Math.Max(0, (int)(Math.Min(start.X, end.X) - PenRadius));
        int right = Math.Min(Side - 1, (int)(Math.Max(start.X, end.X) + PenRadius));
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                _black[(row * Side) + column] |= SquaredDistance(column + 0.5, row + 0.5, start, end) <= PenRadius * PenRadius;
            }
        }
    }

    private static double SquaredDistance(double x, double y, (double X, double Y) start, (double X, double Y) end)
    {
        (double alongX, double alongY) = (end.X - start.X, end.Y - start.Y);
        double squaredLength = (alongX * alongX) + (alongY * alongY);
        double nearest = squaredLength == 0
            ? 0
            : Math.Clamp((((x - start.X) * alongX) + ((y - start.Y) * alongY)) / squaredLength, 0, 1);
        double awayX = x - start.X - (nearest * alongX);
        double awayY = y - start.Y - (nearest * alongY);
        return (awayX * awayX) + (awayY * awayY);
    }

    /// <summary>From the smallest to the largest coordinate.</summary>
    private readonly record struct Extent(double Smallest, double Largest)
    {
        public double Length => Largest - Smallest;

        public double Middle => (Smallest + Largest) / 2;

        public static Extent Of(ReadOnlySpan<double> points, int coordinate, int step)
        {
            if (points.IsEmpty)
            {
                return new Extent(0, 0);
            }

            Extent range = new(double.PositiveInfinity, double.NegativeInfinity);
            for (int i = coordinate; i < points.Length; i += step)
            {
                range = new Extent(Math.Min(range.Smallest, points[i]), Math.Max(range.Largest, points[i]));
            }

            return range;
        }
    }
}
