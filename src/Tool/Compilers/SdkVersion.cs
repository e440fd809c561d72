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

    /// <summary>A release comes after its previews.</summary>
    public int CompareTo(SdkVersion? other)
    {
        int order = Release.CompareTo(other?.Release);
        return order != 0 || other is null ? order
            : (Preview.Length == 0) != (other.Preview.Length == 0) ? (Preview.Length == 0 ? 1 : -1)
            : string.CompareOrdinal(Preview, other.Preview);
    }
}
