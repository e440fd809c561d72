using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShapeGen.Package.Tests;

/// <summary>What a package says about itself: where it is shown, and where a debugger looks.</summary>
[Collection(PackedPackage.Collection)]
public sealed partial class PackageMetadataTests(PackedPackage package)
{
    /// <summary>Portable PDB's own id of the record that says where sources are.</summary>
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static string RepositoryUrl { get; } =
        XDocument.Load(Path.Combine(Tool.Repository, "Directory.Build.props")).Descendants("RepositoryUrl").Single().Value;

    [Fact]
    public void Icon_readme_notes_and_repository()
    {
        Assert.DoesNotContain("warning", package.Output, StringComparison.OrdinalIgnoreCase);
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        Check(archive, "README.md");
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task Of_the_tool_too()
    {
        PackedTool tool = await package.GetTool();
        Assert.DoesNotContain("warning", tool.Output, StringComparison.OrdinalIgnoreCase);
        using ZipArchive archive = ZipFile.OpenRead(tool.File);
        Check(archive, "src/Tool/README.md");
    }

    [GitFact]
    public void Symbols_say_where_the_sources_are()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.ChangeExtension(package.File, ".snupkg"));
        foreach (string framework in new[] { "net8.0", "net10.0" })
        {
            using MemoryStream symbols = Read(archive, $"lib/{framework}/ShapeGen.pdb");
            using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
            MetadataReader reader = provider.GetMetadataReader();
            string link = Assert.Single(reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == SourceLink).Select(information => Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value))));
            string sources = RepositoryUrl.Replace("https://github.com/", "https://raw.githubusercontent.com/", StringComparison.Ordinal);
            Assert.Matches($@"^{{""documents"":{{""/_/\*"":""{Regex.Escape(sources)}/[0-9a-f]{{40}}/\*""}}}}$", link);
            Assert.Contains("/_/src/Runtime/Weights/SafetensorsFile.cs", reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)));
        }
    }

    private static void Check(ZipArchive archive, string source)
    {
        using MemoryStream nuspec = Read(archive, archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName);
        XElement metadata = XDocument.Load(nuspec).Descendants().Single(element => element.Name.LocalName == "metadata");
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal("README.md", Value("readme"));
        Assert.Equal(RepositoryUrl, Value("projectUrl"));
        Assert.Contains("\n- ", Value("releaseNotes"), StringComparison.Ordinal);
        Assert.Equal(RepositoryUrl, metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("url")!.Value);

        // The size that nuget.org asks for, from the header of a PNG.
        byte[] icon = Read(archive, "icon.png").ToArray();
        Assert.Equal("PNG"u8.ToArray(), icon[1..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);

        // The repository's own, but that each link leads somewhere from a package's page too.
        string folder = Path.GetDirectoryName(source) is { Length: > 0 } path ? path.Replace('\\', '/') + "/" : "";
        string text = Encoding.UTF8.GetString(Read(archive, "README.md").ToArray());
        string original = File.ReadAllText(Path.Combine(Tool.Repository, source)).TrimEnd();
        Assert.Equal(original, text.TrimEnd().Replace($"]({RepositoryUrl}/blob/main/{folder}", "](", StringComparison.Ordinal));
        Assert.All(Link().Matches(text), link => Assert.Matches(@"^(https?://|#)", link.Groups[1].Value));
    }

    private static MemoryStream Read(ZipArchive archive, string file)
    {
        using Stream entry = archive.GetEntry(file)!.Open();
        MemoryStream copy = new();
        entry.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    [GeneratedRegex(@"\]\(([\w:/.#-]+)\)")]
    private static partial Regex Link();
}
