using System.Diagnostics;
using System.Globalization;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>A program of benchmarks/Programs, built one way, that is measured as a whole process.</summary>
/// <param name="Name">The name in the report.</param>
/// <param name="Program">What to start.</param>
/// <param name="FirstArguments">Arguments before the program's own.</param>
/// <param name="Environment">Variables that are set for it.</param>
internal sealed record MeasuredProgram(
    string Name, string Program, IReadOnlyList<string> FirstArguments, params IReadOnlyList<(string Name, string Value)> Environment)
{
    private static readonly IReadOnlyList<string> NoCode = [".pdb", ".dbg", ".json", ".xml"];

    /// <summary>Bytes of programs and libraries in a folder, without symbols and settings.</summary>
    public static long CodeBytes(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Where(file => !NoCode.Contains(file.Extension)).Sum(file => file.Length);

    /// <summary>Starts it and waits for its results.</summary>
    /// <exception cref="FailedException">It ended too early.</exception>
    public LaunchResult Launch(params IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Child child = Child.Start(Program, [.. FirstArguments, .. arguments], null, Environment);
        List<double> milliseconds = [];
        long peak = 0;
        while (child.ReadLine() is { } line)
        {
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (line.Split(' ') is [string body, string difference])
            {
                child.End();
                return new(milliseconds, body, Number(difference), peak);
            }

            milliseconds.Add(elapsed);
            peak = peak > 0 ? peak : child.PeakBytes;
        }

        throw Failure(child.End());
    }

    /// <summary>Makes it time the calls of a case.</summary>
    /// <returns>Microseconds by round, and the bytes that all calls allocated.</returns>
    /// <exception cref="FailedException">It failed.</exception>
    public (IReadOnlyList<double> Microseconds, long Bytes) Time(params IEnumerable<string> arguments)
    {
        ChildResult result = Child.Run(Program, [.. FirstArguments, .. arguments], null, Environment);
        if (!result.Succeeded)
        {
            throw Failure(result);
        }

        string[] lines = result.Output.Split('\n');
        return ([.. lines[0].Split(' ').Select(Number)], long.Parse(lines[1], CultureInfo.InvariantCulture));
    }

    private FailedException Failure(ChildResult result) => new($"{Name}: {Program} failed: {result.Reason}");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
