namespace ShapeGen.Tool.Tests;

/// <summary>A folder for a test's files, which goes with it.</summary>
internal sealed class Folder : IDisposable
{
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
}
