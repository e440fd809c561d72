using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>The pages that guide users: their code compiles without a warning, and every link and page is there.</summary>
public partial class GuidePageTests
{
    private static readonly string Docs = Path.Combine(Repository.Root, "docs");

    public static TheoryData<string, int> Blocks
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (string page in new[] { "from-pytorch.md", "calling.md", "package.md", "aot.md", "browser.md" })
            {
                for (int block = 0; block < Code(page).Count; block++)
                {
                    data.Add(page, block);
                }
            }

            return data;
        }
    }

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Docs, "*.md").Concat(new[] { "README.md", "CHANGELOG.md", "samples/README.md", "benchmarks/README.md" }.Select(page => Path.Combine(Repository.Root, page)))
        .Concat(Directory.GetFiles(Path.Combine(Docs, "diagnostics"), "*.md")).Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Code_compiles(string page, int block)
    {
        // As the template of a console project has it.
        const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;\n";
        GeneratorRun run = GeneratorRunner.Run(ImplicitUsings + Code(page)[block], ProjectSettings.Default with { Output = OutputKind.ConsoleApplication });
        // The file that [Checkpoint] names is in the project of a user; tests of the package have one.
        Assert.DoesNotContain(run.Reported, diagnostic => diagnostic.Id != "SHG0021");
        using MemoryStream image = new();
        Assert.DoesNotContain(run.Output.Emit(image).Diagnostics, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    /// <summary>A link to a file of the repository leads to one, and to a heading that it has.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));
        foreach (string link in Link().Matches(Fence().Replace(text.ReplaceLineEndings("\n"), "")).Select(match => match.Groups[1].Value))
        {
            if (link.StartsWith("http://", StringComparison.Ordinal) || link.StartsWith("https://", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = link.Split('#');
            string target = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{page} links to {link}, which is not there.");
            if (parts.Length > 1)
            {
                Assert.True(Headings(target).Contains(parts[1]), $"{page} links to {link}, but {target} has no such heading.");
            }
        }
    }

    /// <summary>The index of the documentation names every page.</summary>
    [Fact]
    public void The_index_has_every_page()
    {
        string index = File.ReadAllText(Path.Combine(Docs, "README.md"));
        Assert.All(
            Directory.GetFiles(Docs, "*.md").Select(file => Path.GetFileName(file)).Where(name => name != "README.md").Append("diagnostics/README.md"),
            name => Assert.Contains($"]({name})", index, StringComparison.Ordinal));
        Assert.Contains("](docs/README.md)", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }

    private static List<string> Code(string page) =>
        [.. Block().Matches(File.ReadAllText(Path.Combine(Docs, page)).ReplaceLineEndings("\n")).Select(match => match.Groups[1].Value)];

    /// <summary>As GitHub names them: small letters, digits, hyphens for spaces.</summary>
    private static HashSet<string> Headings(string page) =>
        [.. File.ReadAllLines(page).Where(line => line.StartsWith('#')).Select(line => NoAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("```.*?\n```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
