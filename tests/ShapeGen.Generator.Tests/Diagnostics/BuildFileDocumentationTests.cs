using System.Text.RegularExpressions;
using System.Xml.Linq;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Tests.Diagnostics;

/// <summary>What MSBuild reports, from the package's build files, is written about as what the generator reports.</summary>
public class BuildFileDocumentationTests
{
    private static readonly IReadOnlyList<XElement> Reports =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src", "Runtime", "build"))
            .SelectMany(file => XDocument.Load(file).Descendants())
            .Where(element => element.Name.LocalName is "Error" or "Warning"),
    ];

    public static TheoryData<string> Ids => [.. Reports.Select(Id)];

    /// <summary>Together with those of the generator that are about the project's settings.</summary>
    [Fact]
    public void Ids_begin_at_100_and_are_used_once()
    {
        string[] ids = [.. Descriptors.All.Keys.Where(DocumentationTests.IsAboutSettings).Concat(Reports.Select(Id)).Order(StringComparer.Ordinal)];
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^SHG01[0-9][0-9]$", id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Has_a_page_with_its_message(string id)
    {
        XElement report = Assert.Single(Reports, report => Id(report) == id);
        string link = $"docs/diagnostics/{id}.md";
        Assert.Equal(Repository.Address(link), Evaluated(report.Attribute("HelpLink")!.Value));

        string page = File.ReadAllText(Path.Combine(Repository.Root, link));
        Assert.StartsWith($"# {id}: ", page, StringComparison.Ordinal);

        // Properties and items in the message have a value on the page.
        string message = $"{report.Name.LocalName.ToLowerInvariant()} {id}: {report.Attribute("Text")!.Value}";
        string pattern = string.Join(".+", Regex.Split(message, @"[$%]\([\w.]+\)").Select(Regex.Escape));
        Assert.Matches($"\n{pattern}\n", page.ReplaceLineEndings("\n"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_in_the_table(string id) => Assert.Single(
        File.ReadAllLines(Path.Combine(Repository.Root, "docs", "diagnostics", "README.md")), line => line.StartsWith($"| [{id}]({id}.md) | ", StringComparison.Ordinal));

    /// <summary>With the property that has the address of the pages.</summary>
    private static string Evaluated(string text)
    {
        XElement address = XDocument.Load(Path.Combine(Repository.Root, "src", "Runtime", "build", "ShapeGen.props")).Descendants("_ShapeGenDiagnostics").Single();
        return text.Replace($"$({address.Name.LocalName})", address.Value, StringComparison.Ordinal);
    }

    private static string Id(XElement report) => report.Attribute("Code")!.Value;
}
