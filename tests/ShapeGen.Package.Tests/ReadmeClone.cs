namespace ShapeGen.Package.Tests;

/// <summary>A copy of the repository, and an empty package cache, for the tests that do what README says.</summary>
public sealed class ReadmeClone : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-readme-").FullName;
    private readonly Lazy<string> _clone;

    public ReadmeClone() => _clone = new(Copy);

    /// <summary>Made when it is asked for first.</summary>
    public string Folder => _clone.Value;

    public Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy()
    {
        string folder = Path.Combine(_folder, "ShapeGen");
        SourceTree.CopyTo(folder);
        return folder;
    }
}
