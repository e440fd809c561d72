namespace ShapeGen.Package.Tests;

/// <summary>The repository's files in another folder, as a fresh clone has them: without what builds leave behind.</summary>
internal static class SourceTree
{
    /// <summary>What .gitignore names, and git's own folder.</summary>
    private static readonly HashSet<string> Skipped = new(StringComparer.OrdinalIgnoreCase)
    {
        ".git", ".vs", ".idea", ".peers", ".work", "bin", "obj", "artifacts", "packages", "TestResults", "BenchmarkDotNet.Artifacts",
    };

    /// <param name="folder">Where to.</param>
    /// <param name="without">Folders of the repository that are not needed there.</param>
    public static void CopyTo(string folder, params string[] without) =>
        Copy(new DirectoryInfo(Tool.Repository), folder, new(Skipped.Concat(without), Skipped.Comparer));

    private static void Copy(DirectoryInfo source, string target, HashSet<string> skipped)
    {
        Directory.CreateDirectory(target);
        // In a worktree, .git is a file.
        foreach (FileInfo file in source.EnumerateFiles().Where(file => !skipped.Contains(file.Name)))
        {
            file.CopyTo(Path.Combine(target, file.Name));
        }

        foreach (DirectoryInfo folder in source.EnumerateDirectories().Where(folder => !skipped.Contains(folder.Name)))
        {
            Copy(folder, Path.Combine(target, folder.Name), Skipped);
        }
    }
}
