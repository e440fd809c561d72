using System.IO.Compression;

namespace ShapeGen.Package.Tests;

/// <summary>The analyzers and the code fixes of the package, in a build of the command line, where there are no workspaces.</summary>
[Collection(PackedPackage.Collection)]
public sealed class CallSiteBuildTests(PackedPackage package)
{
    private const string Program = """
        using ShapeGen;

        TinyEncoder encoder = TinyEncoder.CreateRandom(1);
        float[] input = new float[128];
        encoder.Forward(input, new float[128]);
        Console.WriteLine(input.Length);

        [Encoder(Embed = 64, Heads = 8, Ffn = 128)]
        public sealed partial class TinyEncoder;
        """;

    [Fact]
    [Trait("Tier", "Full")]
    public async Task A_wrong_call_is_reported_and_nothing_of_the_package_fails_to_load()
    {
        // Warnings are errors in these projects: one about an analyzer that cannot be loaded (CS8032, CS8033, CS8034) would be one.
        string folder = package.CreateProject("call-site", Program);
        string output = await Tool.DotnetSucceeds(folder, "build");
        Assert.DoesNotContain("CS80", output, StringComparison.Ordinal);
        Assert.Contains("0 Warning(s)", output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program.Replace("float[] input = new float[128]", "float[] input = new float[100]", StringComparison.Ordinal));
        (int exitCode, output) = await Tool.Dotnet(folder, "build");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("Program.cs(5,17): error SHG0032: input holds 100 floats, but 'TinyEncoder' takes whole tokens: 64 or 128", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct());
    }

    [Fact]
    public void Code_fixes_stand_beside_the_generator()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        Assert.Equal(
            ["ShapeGen.CodeFixes.dll", "ShapeGen.Generator.dll"],
            archive.Entries.Where(entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal) && entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }
}
