using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ShapeGen.Package.Tests;

/// <summary>The steps of README and of the pages that it leads to, literally, as on a new machine: a fresh clone, an empty package cache, the sources of packages that the machine has.</summary>
[Collection(PackedPackage.Collection)]
public sealed partial class ReadmeTests(PackedPackage package, ReadmeClone clone)
{
    /// <summary>The one step that is left out: these tests are what it runs.</summary>
    private const string AllTests = "dotnet test -c Release";

    [Fact]
    [Trait("Tier", "Full")]
    public async Task Try_it()
    {
        IReadOnlyList<ReadmeStep> steps = Readme.Main.Section("## Try it");
        Assert.Contains(new Command(AllTests), steps);
        await Walk([.. steps.Where(step => step != new Command(AllTests))]);
        await Walk(Readme.Samples.All);
    }

    [Fact]
    [Trait("Tier", "Full")]
    public async Task Use_it_in_your_project()
    {
        string project = await Walk([.. Readme.Main.Section("## Use it in your project"), .. Readme.Package.Section("## A first program")]);
        Assert.NotEqual(clone.Folder, project);

        // As the page on the package says: its configuration and its packages go with the project, and a colleague needs no more.
        string colleague = Path.Combine(Path.GetDirectoryName(project)!, "colleague");
        Directory.CreateDirectory(Path.Combine(colleague, "feed"));
        foreach (string file in Directory.GetFiles(project).Concat(Directory.GetFiles(Path.Combine(project, "feed"))))
        {
            File.Copy(file, Path.Combine(colleague, Path.GetRelativePath(project, file)));
        }

        Directory.Delete(Path.Combine(clone.Environment["NUGET_PACKAGES"], "shapegen"), recursive: true);
        await Tool.DotnetSucceeds(colleague, clone.Environment, "build");

        foreach (CodeBlock block in Readme.Main.All.OfType<CodeBlock>().Where(block => block.Language == "csharp"))
        {
            await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), Complete(block.Text));
            await Tool.DotnetSucceeds(project, clone.Environment, "build");
        }
    }

    [NativeAotFact]
    [Trait("Tier", "Full")]
    public async Task Native_AOT()
    {
        await Walk(Readme.Aot.Section("### The sample"));

        // "Such a project": with the properties that the page shows.
        XElement sample = XDocument.Load(Path.Combine(Tool.Repository, "samples", "NativeAot", "NativeAot.csproj")).Root!;
        XElement shown = XElement.Parse(Assert.Single(Readme.Aot.Section("## Native AOT").OfType<CodeBlock>()).Text);
        Assert.NotEmpty(shown.Elements());
        Assert.All(shown.Elements(), property => Assert.Contains(sample.Descendants(property.Name), element => element.Value == property.Value));
    }

    /// <summary>A post-norm checkpoint loads and gives wrong results: that is said where the names are chosen, on the page and over the attribute.</summary>
    [Fact]
    public void Where_names_are_chosen_it_says_where_the_norms_must_stand()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.File);
        using Stream documentation = archive.GetEntry("lib/net10.0/ShapeGen.xml")!.Open();
        XElement attribute = XDocument.Load(documentation).Descendants("member")
            .Single(member => member.Attribute("name")!.Value == "T:ShapeGen.EncoderAttribute");
        foreach (string text in new[] { Readme.Main.Text("## Declare a model by hand"), attribute.Value })
        {
            Assert.Matches(@"nn\.TransformerEncoderLayer[\s\S]*post-norm[\s\S]*norm_first=True[\s\S]*wrong", text);
        }
    }

    /// <summary>Types the commands, writes the files, and compares what is printed.</summary>
    /// <returns>The folder that it ends in.</returns>
    private async Task<string> Walk(IReadOnlyList<ReadmeStep> steps)
    {
        string folder = clone.Folder;
        string output = "";
        foreach (ReadmeStep step in steps)
        {
            switch (step)
            {
                case Command { Line: var line }:
                    string[] words = [.. Word().Matches(line).Select(word => word.Value.Trim('"'))];
                    if (words[0] == "cd")
                    {
                        folder = Path.GetFullPath(Path.Combine(folder, words[1]));
                    }
                    else
                    {
                        output += words[0] == "dotnet"
                            ? await Tool.DotnetSucceeds(folder, clone.Environment, words[1..])
                            : await Tool.RunSucceeds(Path.Combine(folder, words[0]), folder, clone.Environment, words[1..]);
                    }

                    break;
                case CodeBlock { FileName: { } name, Text: var text }:
                    await File.WriteAllTextAsync(Path.Combine(folder, name), text);
                    break;
                case ExpectedOutput { Text: var expected }:
                    Prints(expected, output);
                    break;
            }
        }

        return folder;
    }

    /// <summary>The lines follow each other in what was printed; between two of them may be others only where the page has … in place of them.</summary>
    private static void Prints(string expected, string output)
    {
        string[] printed = output.ReplaceLineEndings("\n").Split('\n');
        int next = 0;
        bool skip = true;
        foreach (string line in expected.Split('\n'))
        {
            if (line.Trim() == "…")
            {
                skip = true;
                continue;
            }

            Regex pattern = new(Pattern(line));
            int found = skip ? Array.FindIndex(printed, next, pattern.IsMatch) : pattern.IsMatch(printed[next]) ? next : -1;
            Assert.True(found >= 0, $"The page says that this is printed:\n{line}\nbut it is not there in\n{string.Join('\n', printed[next..])}");
            next = found + 1;
            skip = false;
        }
    }

    /// <summary>What the page says differs from machine to machine, differs; … is anything, and columns have any width.</summary>
    private static string Pattern(string line)
    {
        string pattern = Spaces().Replace(Regex.Escape(line), " +").Replace("…", ".*", StringComparison.Ordinal).Replace("Avx512", "(Avx512|Avx2|Vector128)", StringComparison.Ordinal);
        return $"^{LastDigits().Replace(pattern, @"\d\.\de[-+]\d+")}$";
    }

    /// <summary>A program of a block: with what the text around it takes for granted.</summary>
    private static string Complete(string block)
    {
        const string Using = "using ShapeGen;\n";
        string program = block.Contains(Using, StringComparison.Ordinal) ? block : Using + "\n" + block;
        if (InputAndOutput().IsMatch(program))
        {
            program = program.Replace(Using, Using + "float[] input = new float[2 * 14 * 64], output = new float[2 * 14 * 64];\n", StringComparison.Ordinal);
        }

        return program.Contains("class TinyEncoder", StringComparison.Ordinal) ? program : program + "[Encoder(Embed = 64, Heads = 8, Ffn = 128)] partial class TinyEncoder;\n";
    }

    [GeneratedRegex(@"\d\\\.\de-\d+")]
    private static partial Regex LastDigits();

    [GeneratedRegex(@"(\\ )+")]
    private static partial Regex Spaces();

    /// <summary>An argument; one in quotes may have spaces.</summary>
    [GeneratedRegex(@"""[^""]*""|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"Forward\(input, output")]
    private static partial Regex InputAndOutput();
}
