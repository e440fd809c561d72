using System.IO.Compression;

namespace ShapeGen.Package.Tests;

/// <summary>The package as a user gets it.</summary>
[Collection(PackedPackage.Collection)]
public sealed class PackageTests(PackedPackage package)
{
    private const string Program = """
        using ShapeGen;

        TinyEncoder model = TinyEncoder.CreateRandom(1);
        float[] input = Enumerable.Range(0, 2 * 14 * TinyEncoder.Embed).Select(i => MathF.Sin(i)).ToArray();
        float[] output = new float[input.Length];
        model.Forward(input, output, batch: 2);
        Console.WriteLine($"{TinyEncoder.HeadDim} {output.All(float.IsFinite)} {output.Distinct().Count() > 1000}");

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class TinyEncoder;
        """;

    [Fact]
    public void Holds_runtime_generator_and_build_files_and_depends_on_nothing()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        string[] files = archive.Entries.Select(entry => entry.FullName).ToArray();
        foreach (string expected in new[]
        {
            "lib/net8.0/ShapeGen.dll", "lib/net8.0/ShapeGen.xml", "lib/net10.0/ShapeGen.dll", "lib/net10.0/ShapeGen.xml",
            "analyzers/dotnet/cs/ShapeGen.Generator.dll", "build/ShapeGen.props", "build/ShapeGen.targets",
            "buildTransitive/ShapeGen.props", "buildTransitive/ShapeGen.targets", "README.md",
        })
        {
            Assert.Contains(expected, files);
        }

        using StreamReader nuspec = new(archive.GetEntry("ShapeGen.nuspec")!.Open());
        string text = nuspec.ReadToEnd();
        Assert.DoesNotContain("<dependency ", text, StringComparison.Ordinal);
        Assert.Contains("<license type=\"expression\">MIT</license>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_project_uses_it_with_nothing_else_set()
    {
        string folder = package.CreateProject("new-project", Program);
        string output = await Tool.DotnetSucceeds(folder, "run", "-c", "Release");
        Assert.Equal("8 True True", output.Trim());
    }

    [Fact]
    public async Task A_wrong_shape_is_one_error()
    {
        string folder = package.CreateProject("wrong-shape", Program.Replace("Heads = 8", "Heads = 7", StringComparison.Ordinal));
        (int exitCode, string output) = await Tool.Dotnet(folder, "build");
        Assert.NotEqual(0, exitCode);
        string[] errors = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct().ToArray();
        Assert.Contains("SHG0001", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_language_version_is_one_error()
    {
        string folder = package.CreateProject("old-language", Program.Replace("TinyEncoder;", "TinyEncoder { }", StringComparison.Ordinal), "<LangVersion>10</LangVersion>");
        (int exitCode, string output) = await Tool.Dotnet(folder, "build");
        Assert.NotEqual(0, exitCode);
        string[] errors = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct().ToArray();
        Assert.Contains("SHG0100", Assert.Single(errors), StringComparison.Ordinal);
    }
}
