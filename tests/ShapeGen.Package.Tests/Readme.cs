using System.Text.RegularExpressions;

namespace ShapeGen.Package.Tests;

/// <summary>One step of README or of a page, in its order.</summary>
internal abstract record ReadmeStep;

/// <summary>A line to type: of an indented block, or in the text.</summary>
internal sealed record Command(string Line) : ReadmeStep;

/// <summary>What the commands before it print; … stands for what is left out.</summary>
internal sealed record ExpectedOutput(string Text) : ReadmeStep;

/// <summary>A fenced block.</summary>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="FileName">The file that the paragraph before it names last, or null.</param>
/// <param name="Text">Its lines.</param>
internal sealed record CodeBlock(string Language, string? FileName, string Text) : ReadmeStep;

/// <summary>README.md, or a page that it leads to, read as a newcomer does: what to type, what to write, and what comes of it.</summary>
internal sealed partial class Readme
{
    private readonly string _page;
    private readonly string[] _lines;

    private Readme(string page)
    {
        _page = page;
        _lines = File.ReadAllLines(Path.Combine(Tool.Repository, page));
    }

    /// <summary>README.md.</summary>
    public static Readme Main { get; } = new("README.md");

    /// <summary>What a project needs, and how the package is shared.</summary>
    public static Readme Package { get; } = new("docs/package.md");

    /// <summary>Native AOT.</summary>
    public static Readme Aot { get; } = new("docs/aot.md");

    /// <summary>The samples.</summary>
    public static Readme Samples { get; } = new("samples/README.md");

    /// <summary>All steps.</summary>
    public IReadOnlyList<ReadmeStep> All => [.. Steps(_lines)];

    /// <returns>The steps under a heading, of which there must be some.</returns>
    public IReadOnlyList<ReadmeStep> Section(string heading)
    {
        List<ReadmeStep> steps = [.. Steps(LinesUnder(heading))];
        Assert.Contains(steps, step => step is Command);
        return steps;
    }

    /// <returns>The text under a heading.</returns>
    public string Text(string heading) => string.Join('\n', LinesUnder(heading));

    /// <param name="heading">With its marks: <c>## Try it</c>.</param>
    private string[] LinesUnder(string heading)
    {
        int start = Array.IndexOf(_lines, heading);
        Assert.True(start >= 0, $"{_page} has no section '{heading}'.");
        int level = heading.IndexOf(' ', StringComparison.Ordinal);
        return [.. _lines.Skip(start + 1).TakeWhile(line => Level(line) == 0 || Level(line) > level)];
    }

    /// <returns>The level of a heading, or 0 if the line is not one.</returns>
    private static int Level(string line) => HeadingMarks().Match(line).Groups[1].Length;

    private static IEnumerable<ReadmeStep> Steps(string[] lines)
    {
        string paragraph = "";
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, "```", i + 1);
                yield return new CodeBlock(
                    lines[i][3..], FileName().Matches(paragraph).LastOrDefault()?.Groups[1].Value, string.Join('\n', lines[(i + 1)..end]) + "\n");
                i = end;
            }
            else if (lines[i].StartsWith("    ", StringComparison.Ordinal))
            {
                // Empty lines inside a block belong to it.
                int end = i;
                for (int next = i; next < lines.Length && (lines[next].Length == 0 || lines[next].StartsWith("    ", StringComparison.Ordinal)); next++)
                {
                    end = lines[next].Length == 0 ? end : next;
                }

                string[] block = [.. lines[i..(end + 1)].Select(line => line.Length == 0 ? line : line[4..])];
                if (IsCommand().IsMatch(block[0]))
                {
                    foreach (string line in block)
                    {
                        yield return new Command(line);
                    }
                }
                else
                {
                    yield return new ExpectedOutput(string.Join('\n', block));
                }

                i = end;
            }
            else
            {
                paragraph = lines[i].Length == 0 && !NextIsBlock(lines, i) ? "" : $"{paragraph}\n{lines[i]}";
                foreach (Match command in InlineCommand().Matches(lines[i]))
                {
                    yield return new Command(command.Groups[1].Value);
                }
            }
        }
    }

    private static bool NextIsBlock(string[] lines, int i) => i + 1 < lines.Length && lines[i + 1].StartsWith("```", StringComparison.Ordinal);

    [GeneratedRegex("`([\\w-]+\\.\\w+)`")]
    private static partial Regex FileName();

    [GeneratedRegex("^(#+) ")]
    private static partial Regex HeadingMarks();

    [GeneratedRegex("^(dotnet|cd|artifacts/|tools/)")]
    private static partial Regex IsCommand();

    [GeneratedRegex("`(dotnet run [^`]+)`")]
    private static partial Regex InlineCommand();
}
