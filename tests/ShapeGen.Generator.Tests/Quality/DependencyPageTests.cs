using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary><c>docs/dependencies.md</c> has each package of the repository in one row, in the version that is used.</summary>
public partial class DependencyPageTests
{
    private static readonly string[] Rows = [.. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "dependencies.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    private static readonly (string Name, string Version)[] Packages =
    [
        .. XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(package => (package.Attribute("Include")!.Value, package.Attribute("Version")!.Value)),
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach ((string name, string version) in Packages)
            {
                data.Add(name, version);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_package_has_one_row_with_its_version(string name, string version)
    {
        Regex mention = new($@"(?<![\w.]){Regex.Escape(name)} {Regex.Escape(version)}(?![\d.]*\d)");
        Assert.Single(Rows, row => mention.IsMatch(row));
        // As a package of a row of its own, or together with others: never in the first column of two rows.
        Assert.True(Rows.Count(row => row.Split('|')[1].Split(',').Any(package => package.Trim().StartsWith(name + " ", StringComparison.Ordinal))) <= 1, $"{name} has several rows.");
    }

    /// <summary>A row with a version is about a package that is still used.</summary>
    [Fact]
    public void No_row_is_of_a_package_that_is_gone()
    {
        string[] named = [.. Rows.SelectMany(row => row.Split('|')[1].Split(',')).Select(package => Named().Match(package.Trim())).Where(match => match.Success).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Packages.Select(package => package.Name)));
    }

    // NuGet packages with a whole version; what the SDK chooses has a shorter one, npm's begin with @.
    [GeneratedRegex(@"^([\w.-]+) \d+\.\d+\.\d+")]
    private static partial Regex Named();
}
