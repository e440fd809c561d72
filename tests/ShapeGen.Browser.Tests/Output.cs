using System.Diagnostics;
using System.Text;

namespace ShapeGen.Browser.Tests;

/// <summary>What a process writes while it runs.</summary>
internal static class Output
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits for a line, and goes on reading behind it, so that the process never waits for a reader.</summary>
    public static async Task<string> Line(Process process, StreamReader reader, Predicate<string> isWanted)
    {
        StringBuilder all = new();
        using CancellationTokenSource patience = new(Patience);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            all.AppendLine(line);
            if (isWanted(line))
            {
                _ = reader.ReadToEndAsync();
                return line;
            }
        }

        throw new InvalidOperationException($"{process.StartInfo.FileName} ended too early. It wrote:\n{all}");
    }
}
