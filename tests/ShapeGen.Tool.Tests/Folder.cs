namespace ShapeGen.Tool.Tests;

/// <summary>A folder for a test's files, which goes with it.</summary>
internal sealed class Folder : IDisposable
{
    /// <summary>The clone that the tests are built in.</summary>
    public static string Repository { get; } = Above(AppContext.BaseDirectory);

    public string Name { get; } = Directory.CreateTempSubdirectory("shapegen-tool-").FullName;

    public string Path(string file) => System.IO.Path.Combine(Name, file);

    /// <summary>Writes a file.</summary>
    /// <returns>Its path.</returns>
    public string Write(string file, string text)
    {
        File.WriteAllText(Path(file), text);
        return Path(file);
    }

    public void Dispose() => Directory.Delete(Name, recursive: true);

    private static string Above(string? folder) =>
        folder is null ? throw new InvalidOperationException("ShapeGen.sln is not above the tests.") :
        File.Exists(System.IO.Path.Combine(folder, "ShapeGen.sln")) ? folder :
        Above(System.IO.Path.GetDirectoryName(folder));
}
