using System.Text.RegularExpressions;

namespace ShapeGen.Package.Tests;

/// <summary>One step of README, in its order.</summary>
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

/// <summary>README.md, read as a newcomer does: what to type, what to write, and what comes of it.</summary>
internal static partial class Readme
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Tool.Repository, "README.md"));

    /// <summary>Every fenced block of a language.</summary>
    public static IReadOnlyList<CodeBlock> Code(string language) => [.. Steps(Lines).OfType<CodeBlock>().Where(block => block.Language == language)];

    /// <returns>The steps under a heading, of which there must be some.</returns>
    public static IReadOnlyList<ReadmeStep> Section(string heading)
    {
        List<ReadmeStep> steps = [.. Steps(LinesUnder(heading))];
        Assert.Contains(steps, step => step is Command);
        return steps;
    }

    /// <returns>What stands under a heading.</returns>
    public static string Text(string heading) => string.Join('\n', LinesUnder(heading));

    private static string[] LinesUnder(string heading)
    {
        int start = Array.IndexOf(Lines, "## " + heading);
        Assert.True(start >= 0, $"README has no section '{heading}'.");
        return [.. Lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))];
    }

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

    [GeneratedRegex("^(dotnet|cd|artifacts/|tools/)")]
    private static partial Regex IsCommand();

    [GeneratedRegex("`(dotnet run [^`]+)`")]
    private static partial Regex InlineCommand();
}
