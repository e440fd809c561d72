using System.Globalization;
using System.Numerics;

namespace ShapeGen.Tool.Compilers;

/// <summary>The version of an SDK, from the name of its folder: <c>10.0.401</c>, <c>11.0.100-preview.1.25080.5</c>.</summary>
/// <param name="Release">The numbers.</param>
/// <param name="Preview">What follows the hyphen, or "" for a release.</param>
internal sealed record SdkVersion(Version Release, string Preview) : IComparable<SdkVersion>
{
    public int Major => Release.Major;

    /// <returns>Null if the name is not a version: the folder may hold other things.</returns>
    public static SdkVersion? Parse(string folder)
    {
        string[] parts = folder.Split('-', 2);
        return Version.TryParse(parts[0], out Version? release) ? new(release, parts.ElementAtOrDefault(1) ?? "") : null;
    }

    /// <summary>The order of SemVer: a release comes after its previews, and previews are compared part by part.</summary>
    public int CompareTo(SdkVersion? other)
    {
        int order = Release.CompareTo(other?.Release);
        return order != 0 || other is null ? order
            : (Preview.Length == 0) != (other.Preview.Length == 0) ? (Preview.Length == 0 ? 1 : -1)
            : ComparePreviews(Preview.Split('.'), other.Preview.Split('.'));
    }

    /// <summary>The first different part decides; without one, the longer preview comes later.</summary>
    private static int ComparePreviews(string[] parts, string[] others) =>
        parts.Zip(others, ComparePart).FirstOrDefault(static order => order != 0, parts.Length.CompareTo(others.Length));

    /// <summary>Numbers are compared by value, and come before words.</summary>
    private static int ComparePart(string part, string other) =>
        (BigInteger.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number), BigInteger.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger second)) switch
        {
            (true, true) => number.CompareTo(second),
            (false, false) => string.CompareOrdinal(part, other),
            (bool isNumber, _) => isNumber ? -1 : 1,
        };
}
