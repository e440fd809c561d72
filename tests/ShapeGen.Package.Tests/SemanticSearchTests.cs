using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ShapeGen.Package.Tests;

/// <summary>The sample that searches text by meaning, as a process.</summary>
[Collection(PackedPackage.Collection)]
[Trait("Tier", "Full")]
public sealed partial class SemanticSearchTests(ITestOutputHelper report) : IAsyncLifetime
{
    private const string Project = "samples/SemanticSearch";

    /// <summary>Once for all tests of this class; README's own command is among <see cref="ReadmeTests"/>.</summary>
    private static readonly Lazy<Task> Built = new(() => Tool.DotnetSucceeds(Tool.Repository, "build", "-c", "Release", Project));

    private static string Program => Path.Combine(Tool.Repository, "samples", "SemanticSearch", "bin", "Release", "net10.0", "SemanticSearch.dll");

    public Task InitializeAsync() => Built.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The sample fails where ids, embeddings or figures are not PyTorch's; the figures are read here once more.</summary>
    [Fact]
    public async Task Most_held_out_questions_find_their_line_among_the_first_three_as_with_PyTorch()
    {
        string output = await Tool.DotnetSucceeds(Tool.Repository, Program, "--check");
        report.WriteLine(output);
        Match asked = AskedFigure().Match(output);
        Assert.True(asked.Success, output);
        int questions = int.Parse(asked.Groups[1].Value, CultureInfo.InvariantCulture);
        int ours = int.Parse(asked.Groups[2].Value, CultureInfo.InvariantCulture);
        int pytorch = int.Parse(asked.Groups[3].Value, CultureInfo.InvariantCulture);
        Assert.True(questions >= 100, output);
        Assert.True(ours * 2 > questions, output);
        Assert.InRange(ours, pytorch - 1, pytorch + 1);
    }

    [Fact]
    public async Task Finds_the_lines_of_the_files_that_are_given_and_says_where_they_stand()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("shapegen-search-");
        try
        {
            string things = Path.Combine(folder.FullName, "things.txt");
            string people = Path.Combine(folder.FullName, "people.txt");
            await File.WriteAllLinesAsync(things, ["a vessel that sails on the ocean", "", "\ta device for cutting wood", "bread and cheese"]);
            await File.WriteAllLinesAsync(people, ["a man who plays the piano", "the physician of a hospital"]);

            string output = await Tool.DotnetSucceeds(Tool.Repository, Program, "a doctor treats sick people", things, people, "--count", "2");
            string[] found = Found(output);
            Assert.Equal(2, found.Length);
            Assert.EndsWith("the physician of a hospital  people.txt:2", found[0], StringComparison.Ordinal);

            // Empty lines count, and are not found.
            output = await Tool.DotnetSucceeds(Tool.Repository, Program, "a saw for timber", things, people, "--count", "9");
            found = Found(output);
            Assert.Equal(5, found.Length);
            Assert.EndsWith("a device for cutting wood  things.txt:3", found[0], StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Another checkpoint does not fit; what the sample says is done in a copy of it; then it fits.</summary>
    [Fact]
    public async Task Another_checkpoint_runs_with_the_declaration_that_the_sample_asks_for()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("shapegen-search-");
        try
        {
            string model = BertCheckpoint.WriteTo(folder.CreateSubdirectory("model").FullName);
            string project = CopySample(folder.CreateSubdirectory("sample").FullName);
            string[] command = ["run", "-c", "Release", "--project", project, "--", "a question", "--model", model];

            (int exitCode, string output) = await Tool.Dotnet(folder.FullName, command);
            Assert.True(exitCode == 1, output);
            Assert.Contains("embeddings.word_embeddings.weight", output, StringComparison.Ordinal); // Load's own list
            Assert.Matches(@"TokenEmbedding\.Vocab +is 8000 in Model\.cs, and 70 in the checkpoint", output);
            Assert.Matches(@"Encoder\.Heads +is 4 in Model\.cs, and 3 in the checkpoint", output);
            Assert.Matches(@"Encoder\.Epsilon +is 1E-12 in Model\.cs, and 1E-05 in the checkpoint", output);
            Assert.Matches(@"Pool +is Mean in Model\.cs, and Class in the checkpoint", output);
            string[] said = [.. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith('['))];
            Assert.Equal(BertCheckpoint.Declaration, said);

            await File.WriteAllTextAsync(
                Path.Combine(Path.GetDirectoryName(project)!, "Model.cs"),
                $"using ShapeGen;\n\nnamespace SemanticSearch;\n\n{string.Join('\n', said)}\ninternal sealed partial class SentenceEncoder;\n");
            output = await Tool.DotnetSucceeds(folder.FullName, command);
            Assert.Equal(3, Found(output).Length);

            // A vocabulary with more words than the table has rows.
            (exitCode, output) = await Tool.Dotnet(folder.FullName, ["run", "--no-build", .. command[1..], "--vocabulary", Path.Combine(Tool.Repository, Project, "vocabulary.txt")]);
            Assert.True(exitCode == 1, output);
            Assert.Contains("has 8000 word pieces, but the checkpoint has rows for 70", output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Found(string output) => [.. output.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("  █", StringComparison.Ordinal) || line.StartsWith("  ░", StringComparison.Ordinal))];

    /// <summary>The sample outside of the repository, with the repository's versions and generator.</summary>
    /// <returns>Its project file.</returns>
    private static string CopySample(string folder)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Tool.Repository, Project)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(Tool.Repository, "Directory.Packages.props"), Path.Combine(folder, "Directory.Packages.props"));
        File.Copy(Path.Combine(Tool.Repository, "Directory.Build.props"), Path.Combine(folder, "Directory.Build.props"));
        string project = Path.Combine(folder, "SemanticSearch.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("../../src", Path.Combine(Tool.Repository, "src"), StringComparison.Ordinal));
        return project;
    }

    [GeneratedRegex(@"(\d+) questions, as people ask, .*\n.*\n  among the first 3 +[\d.]+ % \((\d+)\) +PyTorch +[\d.]+ % \((\d+)\)")]
    private static partial Regex AskedFigure();
}
