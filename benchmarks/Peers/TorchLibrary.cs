namespace ShapeGen.Comparison.Peers;

/// <summary>TorchSharp's native library, as it was copied beside this program.</summary>
internal static class TorchLibrary
{
    private const string Name = "libLibTorchSharp.so";

    /// <summary>Of GCC 13's libstdc++. Debian 12 has that of GCC 12.</summary>
    private const string NewestVersion = "GLIBCXX_3.4.32";

    /// <summary>
    /// The library is linked against a newer libstdc++ than some systems have, of which it needs one symbol that it never calls. The loader
    /// refuses it for the version alone; where the version is marked as weak, it does not. Where libstdc++ has the version, nothing changes.
    /// </summary>
    public static void MakeLoadable()
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(TorchLibrary).Assembly.Location)!, Name);
        if (File.Exists(path))
        {
            ElfVersions.Weaken(path, NewestVersion);
        }
    }
}
