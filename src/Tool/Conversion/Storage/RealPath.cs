namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>Resolves the symbolic links in a path: of the file and of each folder.</summary>
internal static class RealPath
{
    /// <summary>The usual limit of operating systems, since a link may lead to itself.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without links.</summary>
    /// <exception cref="IOException">There are too many links.</exception>
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
                throw new IOException($"{path}: it has more than {MaxLinks} links.");
            }

            // A target is relative to its link's folder, and may itself have links and "..".
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

    /// <summary>Whether a file is in a folder or its subfolders. Both paths must be free of links.</summary>
    public static bool IsWithin(string file, string folder) =>
        file.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string[] Steps(string path) =>
        [.. path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(static step => step != ".")];
}
