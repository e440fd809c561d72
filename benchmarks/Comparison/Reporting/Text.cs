namespace ShapeGen.Comparison.Reporting;

/// <summary>How numbers are written.</summary>
internal static class Text
{
    /// <summary>No value.</summary>
    public const string None = "–";

    /// <summary>Three significant digits, and all digits before the point.</summary>
    public static string Number(double value) => value switch
    {
        >= 100 => $"{value:0}",
        >= 10 => $"{value:0.0}",
        >= 1 => $"{value:0.00}",
        _ => $"{value:0.000}",
    };

    public static string Ratio(double value) => $"{value:0.00}";

    public static string Percent(double value) => $"{value * 100:0.0} %";

    public static string Error(double? value) => value is { } error ? $"{error:0.0e+0}" : None;

    public static string Bytes(long? value) => value is { } bytes ? $"{bytes}" : None;

    public static string Mebibytes(double bytes) => $"{bytes / (1 << 20):0.0}";

    /// <summary>Whether the measured targets are met.</summary>
    public static string Met(params ReadOnlySpan<bool?> met)
    {
        bool any = false;
        foreach (bool? one in met)
        {
            if (one == false)
            {
                return "**missed**";
            }

            any |= one == true;
        }

        return any ? "met" : None;
    }
}
