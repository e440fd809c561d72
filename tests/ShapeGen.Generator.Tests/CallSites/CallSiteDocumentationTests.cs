using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ShapeGen.Generator.CallSites;
using ShapeGen.Generator.Diagnostics;

namespace ShapeGen.Generator.Tests.CallSites;

/// <summary>What the analyzers report is written about as what the generator reports.</summary>
public class CallSiteDocumentationTests
{
    public static TheoryData<string> Ids => [.. CallSiteDescriptors.All.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Ids_are_consecutive_and_no_ones_else()
    {
        string[] ids = [.. CallSiteDescriptors.All.Keys.Order(StringComparer.Ordinal)];
        Assert.Equal(Enumerable.Range(30, ids.Length).Select(number => $"SHG{number:0000}"), ids);
        Assert.Empty(ids.Intersect(Descriptors.All.Keys));
    }

    /// <summary>Each descriptor is in the table, and an analyzer reports it.</summary>
    [Fact]
    public void Each_is_reported_by_an_analyzer()
    {
        IEnumerable<string> declared = typeof(CallSiteDescriptors).GetFields().Where(field => field.FieldType == typeof(DiagnosticDescriptor)).Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id);
        IEnumerable<string> supported = CallSiteAnalyzers.All.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id);
        Assert.Equal(CallSiteDescriptors.All.Keys.Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
        Assert.Empty(CallSiteDescriptors.All.Keys.Except(supported));
    }

    /// <summary>What a compiler finds by the attribute is in the list.</summary>
    [Fact]
    public void The_list_of_analyzers_has_all() => Assert.Equal(
        typeof(CallSiteAnalyzers).Assembly.GetTypes().Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null).Select(type => type.Name).Order(),
        CallSiteAnalyzers.All.Select(analyzer => analyzer.GetType().Name).Order());

    /// <summary>The example on the page gives exactly the message on the page, and the fix gives none.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_tells_the_truth(string id)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "diagnostics", id + ".md")).ReplaceLineEndings("\n");
        Assert.StartsWith($"# {id}: {CallSiteDescriptors.All[id].Title.ToString(CultureInfo.InvariantCulture)}\n", page, StringComparison.Ordinal);
        Assert.EndsWith($"docs/diagnostics/{id}.md", CallSiteDescriptors.All[id].HelpLinkUri, StringComparison.Ordinal);

        Diagnostic reported = Assert.Single(Analysis.Reported(Block("## Example", "csharp")));
        Assert.Equal(Block("# " + id, "text").Trim(), $"{reported.Severity.ToString().ToLowerInvariant()} {reported.Id}: {reported.GetMessage(CultureInfo.InvariantCulture)}");
        Assert.Empty(Analysis.Reported(Block("## Fix", "csharp")));

        string Block(string heading, string language)
        {
            Match block = Regex.Match(page[page.IndexOf(heading, StringComparison.Ordinal)..], $"```{language}\n(.*?)```", RegexOptions.Singleline);
            return language == "csharp" ? "using System;\nusing ShapeGen;\n" + block.Groups[1].Value : block.Groups[1].Value;
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Is_in_the_table_and_the_release_tracking(string id)
    {
        DiagnosticDescriptor descriptor = CallSiteDescriptors.All[id];
        string title = descriptor.Title.ToString(CultureInfo.InvariantCulture);
        Assert.Single(Lines("src/Generator/AnalyzerReleases.Unshipped.md"), $"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {title}");
        Assert.Single(Lines("docs/diagnostics/README.md"), $"| [{id}]({id}.md) | {title} | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} |");

        static string[] Lines(string path) => File.ReadAllLines(Path.Combine(Repository.Root, path));
    }
}
