using System.Diagnostics;
using System.Globalization;

namespace ShapeGen.AotMeasurement;

/// <summary>A start of a build, from nothing to the first answer.</summary>
internal sealed record StartSample(string Body, double Difference, double Milliseconds, long PeakBytes);

/// <summary>One process's times of a case, a value for each of its rounds.</summary>
internal sealed record TimeSample(IReadOnlyList<double> Microseconds, long Bytes);

/// <summary>Runs a build's process and reads what it says.</summary>
internal static class Subject
{
    public static StartSample Start(Build build)
    {
        ProcessStartInfo info = build.Start("answer");
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(info)!;
        string? answer = process.StandardOutput.ReadLine();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        long peak = answer is null ? 0 : process.PeakWorkingSet64;
        process.StandardInput.Close();
        process.WaitForExit();
        string[] words = answer?.Split(' ') ?? throw new InvalidOperationException($"{build.Title} gives no answer (exit code {process.ExitCode}).");
        return new(words[0], Number(words[1]), milliseconds, peak);
    }

    public static TimeSample Time(Build build, string name)
    {
        string[] lines = Tool.Run(build.Start("time", name)).Split('\n');
        return new([.. lines[0].Split(' ').Select(Number)], long.Parse(lines[1], CultureInfo.InvariantCulture));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
