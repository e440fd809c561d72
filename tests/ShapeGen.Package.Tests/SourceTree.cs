namespace ShapeGen.Package.Tests;

/// <summary>The repository's files in another folder, as a fresh clone has them: without what builds leave behind.</summary>
internal static class SourceTree
{
    /// <summary>What .gitignore names, and git's own folder.</summary>
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".vs", ".idea", ".peers", ".work", "bin", "obj", "artifacts", "packages", "TestResults", "BenchmarkDotNet.Artifacts",
    };

    public static void CopyTo(string folder) => Copy(new DirectoryInfo(Tool.Repository), folder);

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        // In a worktree, .git is a file.
        foreach (FileInfo file in source.EnumerateFiles().Where(file => !Skipped.Contains(file.Name)))
        {
            file.CopyTo(Path.Combine(target, file.Name));
        }

        foreach (DirectoryInfo folder in source.EnumerateDirectories().Where(folder => !Skipped.Contains(folder.Name)))
        {
            Copy(folder, Path.Combine(target, folder.Name));
        }
    }
}
