
namespace ShapeGen.Generator.Operations.Attention;

/// <summary>The slopes of ALiBi, as its authors' <c>get_slopes</c> has them.</summary>
internal static class AlibiSlopes
{
    /// <summary>
    /// For n heads, a power of two, 2^(-8/n), 2^(-16/n), …; for other numbers those of the power of two below, then every second one of the power
    /// of two above.
    /// </summary>
    public static IEnumerable<double> Of(int heads)
    {
        int below = 1;
        while (below <= heads / 2)
        {
            below *= 2;
        }

        return below == heads ? Powers(heads, heads, step: 1) : Powers(below, below, step: 1).Concat(Powers(2 * below, heads - below, step: 2));
    }

    private static IEnumerable<double> Powers(int heads, int count, int step) => Enumerable.Range(0, count).Select(i => Math.Pow(2, -8.0 * ((i * step) + 1) / heads));
}
