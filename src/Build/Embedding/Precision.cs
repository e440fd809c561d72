namespace ShapeGen.Build.Embedding;

/// <summary>The type that the floats of an embedded checkpoint are stored in.</summary>
internal enum Precision
{
    /// <summary>As the file has them.</summary>
    AsStored,

    /// <summary>F16: 11 bits, up to 65504.</summary>
    Half,

    /// <summary>BF16: 8 bits, as far as F32.</summary>
    BFloat16,
}

/// <summary>What is known of each <see cref="Precision"/>.</summary>
internal static class Precisions
{
    /// <summary>Reads the word of an item; none is <see cref="Precision.AsStored"/>.</summary>
    /// <returns>Whether it is one of the words.</returns>
    public static bool TryParse(string word, out Precision precision)
    {
        if (word.Length == 0)
        {
            precision = Precision.AsStored;
            return true;
        }

        // Not Enum.TryParse, which takes numbers too.
        precision = Converted.FirstOrDefault(known => string.Equals(known.ToString(), word, StringComparison.OrdinalIgnoreCase));
        return precision != Precision.AsStored;
    }

    /// <summary>The words that an item may have.</summary>
    public static IReadOnlyList<Precision> Converted { get; } = [Precision.Half, Precision.BFloat16];

    /// <summary>The type's name in a header.</summary>
    public static string TypeName(this Precision precision) => precision switch
    {
        Precision.Half => "F16",
        Precision.BFloat16 => "BF16",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "No type of its own."),
    };

    /// <summary>The largest number, as messages have it.</summary>
    public static string Largest(this Precision precision) => precision switch
    {
        Precision.Half => "65504",
        Precision.BFloat16 => "3.3895314e38",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "No limit of its own."),
    };
}
