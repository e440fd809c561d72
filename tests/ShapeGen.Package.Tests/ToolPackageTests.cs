using System.IO.Compression;
using System.Text.Json;

namespace ShapeGen.Package.Tests;

/// <summary>The tool as users install it: packed, installed from a local feed, and started by its command.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed class ToolPackageTests(PackedPackage package) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-tool-package-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_compiles_with_the_SDKs_compiler_and_with_its_own()
    {
        PackedTool tool = await package.GetTool();

        // Its own compiler is in a folder apart: beside the tool it would always be the one that is loaded.
        using (ZipArchive archive = ZipFile.OpenRead(tool.File))
        {
            Assert.Equal(
                ["tools/net10.0/any/roslyn/Microsoft.CodeAnalysis.CSharp.dll", "tools/net10.0/any/roslyn/Microsoft.CodeAnalysis.dll"],
                archive.Entries.Select(entry => entry.FullName).Where(name => name.Contains("CodeAnalysis", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        await Tool.DotnetSucceeds(_folder, "tool", "install", "ShapeGen.Tool", "--tool-path", "tools", "--add-source", tool.Feed, "--version", package.Version);
        string shapegen = Path.Combine(_folder, "tools", OperatingSystem.IsWindows() ? "shapegen.exe" : "shapegen");
        Assert.Matches(@"^C# 1[4-9]\.0 \(Roslyn [5-9]\.\d+ of the \.NET SDK ", await Compiler([]));
        Assert.Equal("C# 12.0 (Roslyn 4.8, which comes with the tool)", await Compiler(new() { ["SHAPEGEN_COMPILER"] = "bundled" }));

        async Task<string> Compiler(Dictionary<string, string> environment)
        {
            string declaration = Path.Combine(_folder, "Model.cs");
            await File.WriteAllTextAsync(declaration, "[ShapeGen.Linear(4, 8)] public sealed partial class Model;");
            string output = await Tool.RunSucceeds(shapegen, _folder, environment, "explain", "--declaration", declaration, "--json");
            using JsonDocument json = JsonDocument.Parse(output);
            return json.RootElement.GetProperty("compiler").GetString()!;
        }
    }
}
