namespace ShapeGen.Package.Tests;

/// <summary>A copy of the repository, and an empty package cache, for the tests that do what README says.</summary>
public sealed class ReadmeClone : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-readme-").FullName;

    public ReadmeClone() => SourceTree.CopyTo(Folder);

    public string Folder => Path.Combine(_folder, "ShapeGen");

    public Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = Path.Combine(_folder, "packages") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
