using System.Globalization;

namespace ShapeGen.Tool.Costs;

/// <summary>Formats numbers for people: three digits and a unit. Bytes are memory, so their units are powers of 1024.</summary>
internal static class NumberText
{
    private static readonly string[] s_binary = ["B", "KiB", "MiB", "GiB", "TiB"];

    private static readonly string[] s_decimal = ["", "k", "M", "G", "T", "P"];

    /// <summary><c>1.46 MiB</c>.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1024, s_binary, " ");

    /// <summary><c>22.7 M</c>.</summary>
    public static string Count(double count) => Scaled(count, 1000, s_decimal, " ").TrimEnd();

    /// <summary><c>2.94 GFLOP</c>.</summary>
    public static string Operations(double operations) => Scaled(operations, 1000, [.. s_decimal.Select(prefix => prefix + "FLOP")], " ");

    /// <summary><c>12.3 %</c>.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>Grouped digits: <c>22 713 216</c>, with non-breaking spaces.</summary>
    public static string Digits(long number) => number.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>Three significant digits.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 or 0 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string Scaled(double value, double step, string[] units, string space)
    {
        int unit = 0;
        while (value >= step && unit + 1 < units.Length)
        {
            value /= step;
            unit++;
        }

        return (unit == 0 ? value.ToString("0", CultureInfo.InvariantCulture) : Number(value)) + space + units[unit];
    }
}
