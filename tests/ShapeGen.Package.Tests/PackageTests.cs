using System.IO.Compression;

namespace ShapeGen.Package.Tests;

/// <summary>The package as a user gets it.</summary>
[Collection(PackedPackage.Collection)]
public sealed class PackageTests(PackedPackage package)
{
    private const string OldLanguage = "<LangVersion>10</LangVersion>";

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
            "analyzers/dotnet/cs/ShapeGen.CodeFixes.dll", "analyzers/dotnet/cs/ShapeGen.Generator.dll", "build/net8.0/ShapeGen.props", "build/net8.0/ShapeGen.targets",
            "buildTransitive/net8.0/ShapeGen.props", "buildTransitive/net8.0/ShapeGen.targets", "README.md",
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
    [Trait("Tier", "Full")]
    public async Task A_wrong_shape_is_one_error()
    {
        string folder = package.CreateProject("wrong-shape", Program.Replace("Heads = 8", "Heads = 7", StringComparison.Ordinal));
        Assert.Contains("SHG0001", Assert.Single(await BuildErrors(folder)), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_model_in_an_old_language_version_is_one_error()
    {
        string folder = package.CreateProject("old-language", Program.Replace("TinyEncoder;", "TinyEncoder { }", StringComparison.Ordinal), OldLanguage);
        Assert.Contains("SHG0100", Assert.Single(await BuildErrors(folder)), StringComparison.Ordinal);
    }

    /// <summary>It uses the runtime alone, or nothing.</summary>
    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_project_without_a_model_may_have_an_old_language_version()
    {
        string folder = package.CreateProject("old-language-without-model", "System.Console.Write(typeof(ShapeGen.SafetensorsFile).Name);", OldLanguage);
        Assert.Equal("SafetensorsFile", await Tool.DotnetSucceeds(folder, "run"));
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_project_that_references_one_with_a_model_may_have_an_old_language_version_or_another_language()
    {
        const string Use = "System.Console.Write(Library.Model.HeadDim)";
        string library = package.CreateProject("library", """
            namespace Library;

            [ShapeGen.Encoder(Embed = 64, Heads = 8, Ffn = 128)]
            public sealed partial class Model;
            """, "<OutputType>Library</OutputType><AssemblyName>Library</AssemblyName>");
        string reference = $"""<ProjectReference Include="{Path.Combine(library, "Consumer.csproj")}" />""";

        string csharp = package.CreateProject("uses-library-csharp", Use + ";", OldLanguage, items: reference);
        Assert.Equal("8", await Tool.DotnetSucceeds(csharp, "run"));

        string fsharp = package.CreateProject("uses-library-fsharp", Use, OldLanguage, items: $"""{reference}<Compile Include="Program.fs" />""");
        File.Move(Path.Combine(fsharp, "Consumer.csproj"), Path.Combine(fsharp, "Consumer.fsproj"));
        File.Move(Path.Combine(fsharp, "Program.cs"), Path.Combine(fsharp, "Program.fs"));
        Assert.Equal("8", await Tool.DotnetSucceeds(fsharp, "run"));
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task For_older_frameworks_restore_says_which_the_package_is_for()
    {
        // The frameworks' own reference assemblies are not what is asked for.
        string[] frameworks = ["net6.0", "netstandard2.0", "net48"];
        string folder = package.CreateProject(
            "too-old", "", $"<TargetFramework /><TargetFrameworks>{string.Join(';', frameworks)}</TargetFrameworks>"
            + "<DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences><CheckEolTargetFramework>false</CheckEolTargetFramework>");
        string[] lines = await BuildErrors(folder);
        Assert.All(lines, line => Assert.Contains("error NU1202: ", line, StringComparison.Ordinal));
        Assert.All(frameworks, framework => Assert.Contains(lines, line => line.Contains($"is not compatible with {framework} ", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("- net8.0", StringComparison.Ordinal));
    }

    /// <returns>The errors of a build, which fails.</returns>
    private static async Task<string[]> BuildErrors(string folder)
    {
        (int exitCode, string output) = await Tool.Dotnet(folder, "build");
        Assert.NotEqual(0, exitCode);
        return [.. output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct()];
    }
}
