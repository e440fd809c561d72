namespace ShapeGen.Build.Embedding;

/// <summary>The type that the floats of an embedded checkpoint are stored in.</summary>
internal enum Precision
{
    /// <summary>As in the file.</summary>
    AsStored,

    /// <summary>F16: 11 significant bits, up to 65504.</summary>
    Half,

    /// <summary>BF16: 8 significant bits, the range of F32.</summary>
    BFloat16,
}

/// <summary>Names and limits of each <see cref="Precision"/>.</summary>
internal static class Precisions
{
    /// <summary>Parses the text of an item; an empty text is <see cref="Precision.AsStored"/>.</summary>
    /// <returns>Whether the text is valid.</returns>
    public static bool TryParse(string word, out Precision precision)
    {
        if (word.Length == 0)
        {
            precision = Precision.AsStored;
            return true;
        }

        // Not Enum.TryParse, which also accepts numbers.
        precision = Converted.FirstOrDefault(known => string.Equals(known.ToString(), word, StringComparison.OrdinalIgnoreCase));
        return precision != Precision.AsStored;
    }

    /// <summary>The values that an item can have.</summary>
    public static IReadOnlyList<Precision> Converted { get; } = [Precision.Half, Precision.BFloat16];

    /// <summary>The type's name in a header.</summary>
    public static string TypeName(this Precision precision) => precision switch
    {
        Precision.Half => "F16",
        Precision.BFloat16 => "BF16",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "AsStored is not a type."),
    };

    /// <summary>The largest number, for messages.</summary>
    public static string Largest(this Precision precision) => precision switch
    {
        Precision.Half => "65504",
        Precision.BFloat16 => "3.3895314e38",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "AsStored has no limit."),
    };
}
