namespace ShapeGen.Comparison;

/// <summary>Where things are in the clone that the program was built in.</summary>
internal sealed class Folders
{
    private Folders(string repository) => Repository = repository;

    public string Repository { get; }

    public string Benchmarks => Path.Combine(Repository, "benchmarks");

    /// <summary>What setup-peers.sh made, if it ran.</summary>
    public string Peers => Path.Combine(Benchmarks, ".peers");

    /// <summary>For what the program makes and nobody keeps.</summary>
    public string Work => Directory.CreateDirectory(Path.Combine(Benchmarks, ".work")).FullName;

    /// <summary>Where another project of the benchmarks was built together with this one: in the same configuration, for the same framework.</summary>
    public string BuiltProject(params ReadOnlySpan<string> path)
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine([Benchmarks, .. path, "bin", framework.Parent!.Name, framework.Name]);
    }

    public static Folders Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return new(folder?.FullName ?? throw new FailedException("ShapeGen.sln is not above the program: run it where it was built."));
    }
}
