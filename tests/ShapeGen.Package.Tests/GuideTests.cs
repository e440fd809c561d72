using System.Text.RegularExpressions;

namespace ShapeGen.Package.Tests;

/// <summary>docs/from-pytorch.md and docs/aot.md as a user follows them, in a project that has the package, with a checkpoint that PyTorch wrote.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed partial class GuideTests(PackedPackage package)
{
    private static readonly string Docs = Path.Combine(Tool.Repository, "docs");

    private static readonly string Guide = File.ReadAllText(Path.Combine(Docs, "from-pytorch.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task From_PyTorch()
    {
        string folder = Create("from-pytorch", Block("csharp", 0));
        string printed = (await Tool.DotnetSucceeds(folder, "run", "-c", "Release")).Trim();
        string expected = Indented().Matches(Guide).Select(match => match.Groups[1].Value).Single(line => line.Contains("from PyTorch's", StringComparison.Ordinal));
        Assert.Matches($"^{Digits().Replace(Regex.Escape(expected), @"\d\.\de-[67]")}$", printed);

        // The error that the page shows.
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Block("csharp", 0).Replace("Ffn = 64", "Ffn = 128", StringComparison.Ordinal));
        (int exitCode, string output) = await Tool.Dotnet(folder, "build", "-c", "Release");
        Assert.NotEqual(0, exitCode);
        Assert.Contains(Block("text", 1).Trim(), output, StringComparison.Ordinal);
    }

    /// <summary>Both commands of the page that publish with the JIT; <see cref="ReadmeTests"/> has those of its AOT.</summary>
    [PrecompiledFact]
    public async Task Single_file_and_trimmed()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Docs, "aot.md"));
        string[] commands = [.. page.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("    dotnet publish ", StringComparison.Ordinal) && line.Contains("PublishSingleFile", StringComparison.Ordinal)).Select(line => line.Trim())];
        Assert.Equal(2, commands.Length);
        string program = FileArgument().Replace(Block("csharp", 0), "$1(Path.Combine(AppContext.BaseDirectory, $2))");
        string folder = Create("single-file", program);
        foreach (string command in commands)
        {
            string published = Path.Combine(folder, "published");
            string[] words = command.Replace("linux-x64", Precompiled.ThisSystem, StringComparison.Ordinal).Split(' ')[1..];
            string output = await Tool.DotnetSucceeds(folder, [.. words, "-o", published]);
            Assert.DoesNotContain("warning", output, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(published, "*.dll"));
            Assert.Contains("15 logits", await Tool.RunSucceeds(Path.Combine(published, "Consumer"), Path.GetTempPath()), StringComparison.Ordinal);
            Directory.Delete(published, recursive: true);
        }
    }

    private string Create(string name, string program)
    {
        string folder = package.CreateProject(name, program, items: package.Reference + ItemGroup().Match(Guide).Groups[1].Value);
        foreach (string file in Directory.GetFiles(Path.Combine(Docs, "from-pytorch"), "*.safetensors"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }

    private static string Block(string language, int index) => Regex.Matches(Guide, $"```{language}\n(.*?)```", RegexOptions.Singleline)[index].Groups[1].Value;

    [GeneratedRegex("<ItemGroup>(.*?)</ItemGroup>", RegexOptions.Singleline)]
    private static partial Regex ItemGroup();

    [GeneratedRegex("^    (.+)$", RegexOptions.Multiline)]
    private static partial Regex Indented();

    [GeneratedRegex(@"\d\\\.\de-\d")]
    private static partial Regex Digits();

    [GeneratedRegex("(Load|Open)\\((\"[^\"]+\")\\)")]
    private static partial Regex FileArgument();
}
