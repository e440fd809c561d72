using System.Globalization;
using System.Numerics;

namespace ShapeGen.Tool.Compilers;

/// <summary>The version of an SDK, as its folder is called: <c>10.0.401</c>, <c>11.0.100-preview.1.25080.5</c>.</summary>
/// <param name="Release">The numbers.</param>
/// <param name="Preview">What follows the hyphen, or "" for a release.</param>
internal sealed record SdkVersion(Version Release, string Preview) : IComparable<SdkVersion>
{
    public int Major => Release.Major;

    /// <returns>Null where it is no version: other things are in the folder too.</returns>
    public static SdkVersion? Parse(string folder)
    {
        string[] parts = folder.Split('-', 2);
        return Version.TryParse(parts[0], out Version? release) ? new(release, parts.ElementAtOrDefault(1) ?? "") : null;
    }

    /// <summary>As SemVer orders versions: a release comes after its previews, and previews go by their parts.</summary>
    public int CompareTo(SdkVersion? other)
    {
        int order = Release.CompareTo(other?.Release);
        return order != 0 || other is null ? order
            : (Preview.Length == 0) != (other.Preview.Length == 0) ? (Preview.Length == 0 ? 1 : -1)
            : ComparePreviews(Preview.Split('.'), other.Preview.Split('.'));
    }

    /// <summary>The first part that differs decides; where there is none, the longer one comes later.</summary>
    private static int ComparePreviews(string[] parts, string[] others) =>
        parts.Zip(others, ComparePart).FirstOrDefault(static order => order != 0, parts.Length.CompareTo(others.Length));

    /// <summary>Numbers go by their value, and come before words.</summary>
    private static int ComparePart(string part, string other) =>
        (BigInteger.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number), BigInteger.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger second)) switch
        {
            (true, true) => number.CompareTo(second),
            (false, false) => string.CompareOrdinal(part, other),
            (bool isNumber, _) => isNumber ? -1 : 1,
        };
}
