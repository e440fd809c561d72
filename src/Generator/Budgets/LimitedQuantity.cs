using System.Globalization;
using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Budgets;

/// <summary>A quantity that a budget limits. Messages show it in short (decimal prefixes) and in full.</summary>
/// <param name="argument">The argument of the attribute.</param>
/// <param name="unit">The unit, in the singular.</param>
/// <param name="symbol">The symbol of the unit, written after a prefix.</param>
internal sealed class LimitedQuantity(string argument, string unit, string symbol)
{
    public static readonly LimitedQuantity WeightBytes = new("WeightBytes", "byte", "B");

    public static readonly LimitedQuantity ScratchBytes = new("ScratchBytes", "byte", "B");

    public static readonly LimitedQuantity Flops = new("Flops", "operation", "FLOP");

    public static readonly IReadOnlyList<LimitedQuantity> All = [WeightBytes, ScratchBytes, Flops];

    private static readonly string[] Prefixes = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>The argument of the attribute.</summary>
    public string Argument => argument;

    /// <summary>The number with three digits: <c>90.3 MB</c>.</summary>
    public string Short(long number)
    {
        double scaled = number;
        int prefix = 0;

        // 999.5 would be written as 1000.
        while (scaled >= (prefix == 0 ? 1000 : 999.5) && prefix < Prefixes.Length - 1)
        {
            scaled /= 1000;
            prefix++;
        }

        string digits = prefix == 0 ? Literals.Integer(number) : scaled.ToString(scaled < 9.995 ? "0.##" : scaled < 99.95 ? "0.#" : "0", CultureInfo.InvariantCulture);
        return $"{digits} {Prefixes[prefix]}{symbol}";
    }

    /// <summary>Short and in full: <c>90.3 MB (90,316,800 bytes)</c>.</summary>
    public string Both(long number)
    {
        string full = $"{number.ToString("#,0", CultureInfo.InvariantCulture)} {unit}{(number == 1 ? "" : "s")}";
        return number < 1000 ? full : $"{Short(number)} ({full})";
    }
}
