namespace ShapeGen.Runtime.Tests;

/// <summary>A directory of a test's own, deleted with it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("shapegen-");

    public string FullName => _directory.FullName;

    public string this[string file] => Path.Combine(FullName, file);

    public string Write(string file, byte[] content)
    {
        string path = this[file];
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
