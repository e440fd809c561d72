using System.Globalization;
using System.Xml.Linq;

namespace ShapeGen.Benchmarks.Tests;

/// <summary>What the comparison program writes; the numbers of a quick run mean nothing and are not looked at.</summary>
[Trait("Tier", "Full")]
public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shapegen-benchmarks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Has_the_machine_the_targets_and_a_row_for_each_chosen_case()
    {
        string[] report = await Report("--cases", "seed,odd", "--sections", "comparison");
        foreach (string heading in new[] { "# Performance", "## Targets", "## One thread, compared with the peers", "## How it is measured", "## What was tried" })
        {
            Assert.Contains(heading, report);
        }

        foreach (string line in new[] { "| processor | ", "| commit | ", "| command | `dotnet run -c Release --project benchmarks/Comparison -- ", "| seed: of limit | ≥ 88.0 % | " })
        {
            Assert.Contains(report, text => text.StartsWith(line, StringComparison.Ordinal));
        }

        Assert.Contains(report, text => text.Contains("--without-peers", StringComparison.Ordinal) && text.StartsWith("**The peers", StringComparison.Ordinal));
        Assert.Contains(report, text => text.Contains("quick run, or a run of only some cases", StringComparison.Ordinal));

        // Ratios, then times. The products have 2·28·64·(4·64 + 2·128) + 4·28·14·64 operations.
        string[][] seed = [.. Rows(report, "seed")], odd = [.. Rows(report, "odd")];
        Assert.Equal(2, seed.Length);
        Assert.Equal(2, odd.Length);
        Assert.Equal("2×14, 64/8/128", seed[0][1]);
        Assert.Equal("1.94", seed[1][1]);
        Assert.All([seed[1], odd[1]], row => Assert.Equal("0", row[^2]));
        Assert.All([seed[1], odd[1]], row => Assert.True(double.Parse(row[3], CultureInfo.InvariantCulture) <= double.Parse(row[4], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Plots_are_valid_and_labelled_and_where_the_report_says()
    {
        string[] report = await Report("--sections", "growth,load");
        string[] plots = [.. report.Where(line => line.StartsWith("![", StringComparison.Ordinal)).Select(line => line.Split('(', ')')[1])];
        Assert.Equal(3, plots.Length);
        foreach (string plot in plots)
        {
            XElement svg = XDocument.Load(Path.Combine(_folder, plot)).Root!;
            string[] texts = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
            Assert.True(texts.Contains("tokens") || texts.Contains("sequences"), plot);
            Assert.True(texts.Contains("microseconds") || texts.Contains("KiB"), plot);
            Assert.All(
                svg.Descendants().Where(element => element.Name.LocalName == "circle"),
                mark => Assert.InRange((double)mark.Attribute("cx")!, 0, (double)svg.Attribute("width")!));
        }

        Assert.Contains(report, line => line.StartsWith("| loading, GB/s | ", StringComparison.Ordinal));

        // A half of the bytes for 22.6 million numbers, however fast: rate times time is the length of the file.
        foreach ((string type, double megabytes) in new[] { ("F32", 90.3), ("F16", 45.2), ("BF16", 45.2) })
        {
            foreach (string what in new[] { "`Load`", "reading the file" })
            {
                string[] row = Assert.Single(Rows(report, $"{what}, {type}"));
                double product = double.Parse(row[1], CultureInfo.InvariantCulture) * double.Parse(row[3], CultureInfo.InvariantCulture);
                Assert.InRange(product, 0.97 * megabytes, 1.03 * megabytes);
            }
        }
    }

    [Fact]
    public async Task Compares_declarations_with_each_other()
    {
        string[] report = await Report("--sections", "pairs");
        string[] row = Assert.Single(Rows(report, "minilm: SiLU ÷ ReLU"));
        Assert.True(double.Parse(row[5].Split(' ')[0], CultureInfo.InvariantCulture) > 0);
        Assert.Equal(row[7], row[8]);
    }

    [Fact]
    public async Task Children_run_the_body_that_they_are_asked_for()
    {
        string[] report = await Report("--cases", "vit_tiny", "--sections", "instruction-sets");
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            Assert.Single(report, line => line.StartsWith("| Avx2, `DOTNET_EnableAVX512=0` | vit_tiny | ", StringComparison.Ordinal));
            Assert.Single(report, line => line.StartsWith("| Vector128, `DOTNET_EnableAVX2=0` | vit_tiny | ", StringComparison.Ordinal));
        }
        else
        {
            Assert.Contains(report, line => line.Contains("no AVX2", StringComparison.Ordinal));
        }
    }

    /// <summary>In the SDK's own compiler, started as a child: ten encoders are more lines than three, and all are compiled.</summary>
    [Fact]
    public async Task The_generator_is_measured_in_the_compiler()
    {
        string[] report = await Report("--sections", "build");
        string[][] keystrokes = [.. Rows(report, "200")];
        Assert.Equal([4, 4], keystrokes.Select(row => row.Length));
        Assert.Contains(report, line => line.StartsWith("| a keystroke beside 200 models: added, ms | ≤ 1.00 | ", StringComparison.Ordinal));
        Assert.Contains(report, line => line.StartsWith("| the analyzers after a keystroke beside 200 models: added, ms | ≤ 1.00 | ", StringComparison.Ordinal));
        Assert.Contains(report, line => line.StartsWith("| the first model of a process, generator as IL: added, ms | ≤ 150", StringComparison.Ordinal));
        Assert.Contains(report, line => line.StartsWith("| the first model of a process, generator precompiled: added, ms | ≤ 80.0", StringComparison.Ordinal));

        // What is precompiled, the JIT does not compile.
        int asIntermediateCode = int.Parse(Rows(report, "as IL").Single()[4], CultureInfo.InvariantCulture);
        Assert.InRange(int.Parse(Rows(report, "precompiled").Single()[4], CultureInfo.InvariantCulture), 1, asIntermediateCode / 4);

        // The other rows of these numbers are of keystrokes.
        int three = int.Parse(Rows(report, "3").Single()[3], CultureInfo.InvariantCulture), ten = int.Parse(Rows(report, "10").Last()[3], CultureInfo.InvariantCulture);
        Assert.InRange(three, 1000, ten - 1000);
    }

    [Theory]
    [InlineData("--cases", "Unknown case 'nonsense'. The cases are seed, svtr")]
    [InlineData("--sections", "Unknown section 'nonsense'. The sections are comparison")]
    public async Task Names_what_there_is_when_asked_for_something_else(string option, string message)
    {
        (int exitCode, string output) = await ComparisonProgram.Run(option, "nonsense");
        Assert.Equal(1, exitCode);
        Assert.StartsWith(message, output, StringComparison.Ordinal);
    }

    private async Task<string[]> Report(params string[] arguments)
    {
        string path = Path.Combine(_folder, "report.md");
        (int exitCode, string output) = await ComparisonProgram.Run([.. arguments, "--quick", "--output", path]);
        Assert.True(exitCode == 0, output);
        return await File.ReadAllLinesAsync(path);
    }

    private static IEnumerable<string[]> Rows(string[] report, string name) =>
        report.Where(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split(" | "));
}
