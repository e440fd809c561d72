namespace ShapeGen.Runtime.Tests;

/// <summary>What the operating system says that this process holds.</summary>
internal static class OpenFiles
{
    /// <summary>Whether a file is open or mapped.</summary>
    public static bool Holds(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere an open or mapped file cannot be moved, or nobody tells.
            return false;
        }

        // Other tests close descriptors meanwhile: of one that is gone LinkTarget is null, where resolving it would throw.
        return File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal))
            || Directory.EnumerateFiles("/proc/self/fd").Any(descriptor => new FileInfo(descriptor).LinkTarget == path);
    }
}
