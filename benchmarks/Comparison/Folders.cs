namespace ShapeGen.Comparison;

/// <summary>The folders of the clone in which the program was built.</summary>
internal sealed class Folders
{
    private Folders(string repository) => Repository = repository;

    public string Repository { get; }

    public string Benchmarks => Path.Combine(Repository, "benchmarks");

    /// <summary>For temporary files.</summary>
    public string Work => Directory.CreateDirectory(Path.Combine(Benchmarks, ".work")).FullName;

    /// <summary>The target framework of this program and of all programs that it builds.</summary>
    public static string Framework => Built.Name;

    private static DirectoryInfo Built => new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The output folder of another project of the benchmarks, in the same configuration and for the same framework.</summary>
    public string BuiltProject(string name) => Path.Combine(Benchmarks, name, "bin", Built.Parent!.Name, Framework);

    /// <summary>The file of a program in a folder.</summary>
    public static string Executable(string folder, string name) => Path.Combine(folder, name + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public static Folders Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return new(folder?.FullName ?? throw new FailedException("ShapeGen.sln was not found above the program: run it from where it was built."));
    }
}
