namespace ShapeGen.Package.Tests;

/// <summary>README's command gives the same package wherever it runs: its bytes follow from the sources alone.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class SameBytesTests(ReadmeClone clone) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-bytes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The clone of README's tests, which may be built already, with its own package cache; and a new one with the machine's. There without analyzers, which have seen these sources where
    /// the tests were built: that is most of the compiler's time.
    /// </summary>
    [Fact]
    public async Task In_two_folders()
    {
        string[] feeds = [await Pack(clone.Folder, clone.Environment), await Pack(Path.Combine(_folder, "another folder", "below", "clone"), new() { ["RunAnalyzers"] = "false" })];
        string[] names = [.. Directory.GetFiles(feeds[0]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal([".nupkg", ".snupkg"], names.Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.Equal(names, Directory.GetFiles(feeds[1]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(
            File.ReadAllBytes(Path.Combine(feeds[0], name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(feeds[1], name))), $"{name} differs."));
    }

    /// <returns>The folder that README's command packs into.</returns>
    private static async Task<string> Pack(string folder, Dictionary<string, string> environment)
    {
        if (!Directory.Exists(folder))
        {
            SourceTree.CopyTo(folder);
        }

        string command = Assert.Single(Readme.Main.Section("## Use it in your project").OfType<Command>(), command => command.Line.StartsWith("dotnet pack src/Runtime ", StringComparison.Ordinal)).Line;
        await Tool.DotnetSucceeds(folder, environment, command.Split(' ')[1..]);
        return Path.GetFullPath(Path.Combine(folder, command.Split(' ')[^1]));
    }
}
