using System.Globalization;
using System.Text.RegularExpressions;
using ShapeGen.Generator.Tests.Snapshots;
using Xunit.Sdk;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>README is short, and its numbers are those of <c>docs/performance.md</c>; <c>SHAPEGEN_ACCEPT=1</c> copies them from there.</summary>
public partial class ReadmePageTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "README.md");

    private static readonly string[] Report = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "performance.md"));

    [Fact]
    public void Is_read_in_four_minutes()
    {
        string[] lines = File.ReadAllLines(Page);
        Assert.InRange(lines.Length, 1, 150);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 160));
    }

    [Fact]
    public void Its_times_are_those_of_the_performance_report()
    {
        string text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        Assert.Equal(5, Row().Count(text));
        string current = Row().Replace(text, row => $"| {row.Groups["label"].Value} (`{row.Groups["case"].Value}`) | {Measured(row.Groups["case"].Value)} |\n");
        current = Processor().Replace(current, sentence => sentence.Groups["before"].Value + MeasuringProcessor() + sentence.Groups["after"].Value);
        Assert.Single(Processor().Matches(current));
        if (Environment.GetEnvironmentVariable("SHAPEGEN_ACCEPT") == "1")
        {
            File.WriteAllText(Page, current);
            text = current;
        }

        if (text != current)
        {
            throw new XunitException($"README has other numbers than docs/performance.md. Run with SHAPEGEN_ACCEPT=1.\n{LineDifference.Describe(text, current)}");
        }
    }

    /// <returns>Three cells: our time, and the ratios to it, from the report's table of whole models.</returns>
    private static string Measured(string name)
    {
        IEnumerable<string> section = Report.SkipWhile(line => line != "## Whole models").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        string[] columns = Cells(section.First(line => line.StartsWith('|')));
        string[] cells = Cells(Assert.Single(section, line => line.StartsWith($"| {name} |", StringComparison.Ordinal)));
        double microseconds = double.Parse(Cell("µs"), CultureInfo.InvariantCulture);
        return $"{Milliseconds(microseconds / 1000)} ms | {Fastest(Cell("ONNX Runtime ÷ ours"))} | {Fastest(Cell("PyTorch ÷ ours"))}";

        string Cell(string column)
        {
            Assert.Contains(column, columns);
            return cells[Array.IndexOf(columns, column)];
        }
    }

    /// <returns>Three digits.</returns>
    private static string Milliseconds(double time) => time.ToString(time < 10 ? "F2" : time < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    /// <returns>A ratio without the median in brackets.</returns>
    private static string Fastest(string cell) => cell.Split(' ')[0];

    /// <returns>The processor and its widest vectors, as README has them.</returns>
    private static string MeasuringProcessor()
    {
        string processor = Fact("processor");
        return $"{processor[..processor.LastIndexOf(", ", StringComparison.Ordinal)]} with {Fact("instruction sets").Split(',')[0]}";
    }

    private static string Fact(string name) => Cells(Assert.Single(Report, line => line.StartsWith($"| {name} |", StringComparison.Ordinal)))[1];

    private static string[] Cells(string row) => [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex(@"^\| (?<label>[^|]+) \(`(?<case>\w+)`\) \| [^|]+ ms \| [^|]+ \| [^|]+ \|\n", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<before>Whole models on one core of an ).+?(?<after>\. The last two columns)")]
    private static partial Regex Processor();
}
