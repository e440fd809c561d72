using System.Text.RegularExpressions;

namespace ShapeGen.CodeFixes.Tests;

/// <summary>The table of <c>docs/diagnostics/README.md</c> about the light bulb has every diagnostic with a fix, and says which are fixed all at once.</summary>
public partial class LightBulbPageTests
{
    [Fact]
    public void Every_fix_is_in_the_table()
    {
        IEnumerable<string> table = File.ReadLines(Path.Combine(Repository(AppContext.BaseDirectory), "docs", "diagnostics", "README.md"))
            .SkipWhile(line => line != "## What the light bulb does").Where(line => line.StartsWith("| `SHG", StringComparison.Ordinal));
        Assert.Equal(
            from provider in FixRun.Providers
            from id in provider.FixableDiagnosticIds
            group provider.GetFixAllProvider() is not null by id into all
            orderby all.Key
            select (all.Key, all.First()),
            from row in table
            from Match id in Id().Matches(row.Split('|')[1])
            orderby id.Value
            select (id.Value, row.Split('|')[^2].Trim() == "yes"));
    }

    private static string Repository(string? folder) =>
        folder is null ? throw new InvalidOperationException("ShapeGen.sln is not above the tests.")
        : File.Exists(Path.Combine(folder, "ShapeGen.sln")) ? folder
        : Repository(Path.GetDirectoryName(folder));

    [GeneratedRegex("SHG[0-9]{4}")]
    private static partial Regex Id();
}
