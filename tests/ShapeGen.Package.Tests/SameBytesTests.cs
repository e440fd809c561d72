namespace ShapeGen.Package.Tests;

/// <summary>README's command gives the same package wherever it runs: its bytes follow from the sources alone.</summary>
public sealed class SameBytesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-bytes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task In_two_folders()
    {
        string command = Assert.Single(Readme.Section("Use it in your project").OfType<Command>(), command => command.Line.StartsWith("dotnet pack ", StringComparison.Ordinal)).Line;
        string[] clones = [Path.Combine(_folder, "one", "clone"), Path.Combine(_folder, "another folder", "below", "clone")];
        foreach (string clone in clones)
        {
            SourceTree.CopyTo(clone);
            await Tool.DotnetSucceeds(clone, command.Split(' ')[1..]);
        }

        string[] feeds = [.. clones.Select(clone => Path.Combine(Path.GetDirectoryName(clone)!, "MyApp", "feed"))];
        string[] names = [.. Directory.GetFiles(feeds[0]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([".nupkg", ".snupkg"], names.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.Equal(names, Directory.GetFiles(feeds[1]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(
            File.ReadAllBytes(Path.Combine(feeds[0], name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(feeds[1], name))), $"{name} differs."));
    }
}
