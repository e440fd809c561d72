using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ShapeGen.Generator.Diagnostics;
using ShapeGen.Generator.Tests.Robustness;
using ShapeGen.Generator.Tests.Running;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>Every diagnostic is documented: a page, a line in the release tracking, a row in the table of all diagnostics.</summary>
public class DocumentationTests
{
    public static TheoryData<string> Ids => [.. Descriptors.All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Numbers that no diagnostic has.</summary>
    private static readonly string[] Unused = ["SHG0023"];

    /// <summary>Those about a declaration. Those about the project's settings begin at 100: <see cref="BuildFileDocumentationTests"/> has them all.</summary>
    [Fact]
    public void Ids_are_consecutive()
    {
        string[] ids = [.. Descriptors.All.Keys.Where(id => !IsAboutSettings(id)).Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(1, ids.Length + Unused.Length).Select(number => $"SHG{number:0000}").Except(Unused), ids);
    }

    /// <summary>A descriptor outside of the table could be reported by no one.</summary>
    [Fact]
    public void All_descriptors_are_in_the_table() => Assert.Equal(
        typeof(Descriptors).GetFields().Where(field => field.FieldType == typeof(DiagnosticDescriptor)).Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id).Order(StringComparer.Ordinal),
        Descriptors.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_page(string id)
    {
        string page = Path.Combine(Repository.Root, "docs", "diagnostics", id + ".md");
        Assert.True(File.Exists(page), $"{page} is missing");
        Assert.StartsWith($"# {id}", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(Repository.Address($"docs/diagnostics/{id}.md"), Descriptors.All[id].HelpLinkUri);
    }

    public static bool IsAboutSettings(string id) => string.CompareOrdinal(id, "SHG0100") >= 0;

    /// <summary>The example on the page gives exactly the message on the page, and the fix gives none, both with the settings that the page has there.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_tells_the_truth(string id)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics", id + ".md")).ReplaceLineEndings("\n");
        GeneratorRun example = GeneratorRunner.Run(
            Block(page, "## Example"), Settings(page, "## Example"), id == Descriptors.Failure.Id ? Failing.Emitter("TinyEncoder") : null);
        Diagnostic reported = Assert.Single(example.Reported);
        Assert.Equal(Block(page, "# " + id, "text").Trim(), $"{reported.DefaultSeverity.ToString().ToLowerInvariant()} {reported.Id}: {reported.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.Empty(GeneratorRunner.Run(Block(page, "## Fix"), Settings(page, "## Fix")).Reported);

        static string Block(string page, string heading, string language = "csharp")
        {
            int start = page.IndexOf($"```{language}\n", page.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal) + language.Length + 4;
            string code = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
            return language == "csharp" ? "using System;\nusing ShapeGen;\n" + code : code;
        }

        static ProjectSettings Settings(string page, string heading)
        {
            int start = page.IndexOf(heading, StringComparison.Ordinal);
            int end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
            Match version = Regex.Match(page[start..(end < 0 ? page.Length : end)], "<LangVersion>(.+)</LangVersion>");
            LanguageVersion language = LanguageVersion.Default;
            Assert.True(!version.Success || LanguageVersionFacts.TryParse(version.Groups[1].Value, out language));
            // The first line is the path of a checkpoint, the others are what the build makes of its header.
            Match header = Regex.Match(page, "```checkpoint\n(?<path>.+)\n(?<text>(?:.*\n)*?)```");
            return ProjectSettings.Default with
            {
                Language = language,
                Checkpoints = header.Success ? [new(header.Groups["path"].Value, Regex.Replace(header.Groups["text"].Value, " +", "\t"))] : [],
            };
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_in_the_release_tracking(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All[id];
        string[] releases = [.. new[] { "Unshipped", "Shipped" }.SelectMany(name =>
            File.ReadAllLines(Path.Combine(Repository.Root, "src", "Generator", $"AnalyzerReleases.{name}.md")))];
        string title = descriptor.Title.ToString(CultureInfo.InvariantCulture);
        Assert.Single(releases, $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {title}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_in_the_table(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.All[id];
        string title = descriptor.Title.ToString(CultureInfo.InvariantCulture);
        Assert.Single(
            File.ReadAllLines(Path.Combine(Repository.Root, "docs", "diagnostics", "README.md")),
            $"| [{id}]({id}.md) | {title} | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} |");
    }
}
