namespace ShapeGen.Generator.Arguments;

/// <summary>Divisors of a size.</summary>
internal static class Divisors
{
    /// <summary>The divisors of <paramref name="size"/> next below and above <paramref name="count"/>.</summary>
    public static IReadOnlyList<int> Nearest(int size, int count)
    {
        int below = 1;
        int above = size;
        for (long divisor = 1; divisor * divisor <= size; divisor++)
        {
            if (size % divisor == 0)
            {
                foreach (int candidate in new[] { (int)divisor, (int)(size / divisor) })
                {
                    below = candidate < count ? Math.Max(below, candidate) : below;
                    above = candidate > count ? Math.Min(above, candidate) : above;
                }
            }
        }

        return above > count ? [below, above] : [below];
    }
}
