namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>Where a path leads when its links are followed: those of the file, and those of each folder on the way.</summary>
internal static class RealPath
{
    /// <summary>As operating systems limit it; a link may lead to itself.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without links.</summary>
    /// <exception cref="IOException">There are too many of them.</exception>
    public static string Of(string path)
    {
        int links = 0;
        string full = Path.GetFullPath(path);
        string root = Path.GetPathRoot(full)!;
        Stack<string> rest = new(Steps(full[root.Length..]).Reverse());
        string real = root;
        while (rest.TryPop(out string? step))
        {
            if (step == "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            string next = Path.Combine(real, step);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (info.LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"{path}: more than {MaxLinks} links lead to it.");
            }

            // A target begins where its link is, and may have links and steps upwards of its own.
            if (Path.IsPathRooted(target))
            {
                root = Path.GetPathRoot(target)!;
                real = root;
                target = target[root.Length..];
            }

            foreach (string more in Steps(target).Reverse())
            {
                rest.Push(more);
            }
        }

        return real;
    }

    /// <summary>Whether a file is in a folder, or in one of its folders. Both are without links.</summary>
    public static bool IsWithin(string file, string folder) =>
        file.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string[] Steps(string path) =>
        [.. path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(static step => step != ".")];
}
