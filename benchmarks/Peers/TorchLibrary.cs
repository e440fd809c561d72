namespace ShapeGen.Comparison.Peers;

/// <summary>TorchSharp's native library, in this program's folder.</summary>
internal static class TorchLibrary
{
    private const string Name = "libLibTorchSharp.so";

    /// <summary>Of GCC 13's libstdc++. Debian 12 has that of GCC 12.</summary>
    private const string NewestVersion = "GLIBCXX_3.4.32";

    /// <summary>
    /// The library is linked against a newer libstdc++ than some systems have. It needs one symbol of it, which it never calls. The loader
    /// refuses it only because of the version, and accepts it if the version is marked as weak. If libstdc++ has the version, nothing changes.
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
