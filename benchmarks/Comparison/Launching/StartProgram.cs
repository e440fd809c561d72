using System.Diagnostics;

namespace ShapeGen.Comparison.Launching;

/// <summary>A program whose start is measured.</summary>
/// <param name="Name">As the report calls it.</param>
/// <param name="Path">The executable.</param>
/// <param name="Arguments">The model that it loads, if any.</param>
internal sealed record StartProgram(string Name, string Path, params string[] Arguments)
{
    /// <summary>The programs' own (Start/Ending.cs).</summary>
    private const string StayVariable = "SHAPEGEN_STAY";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Milliseconds from creating the process to its end.</returns>
    public double Time()
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(Path, Arguments))!;
        process.WaitForExit();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0
            ? milliseconds
            : throw new FailedException($"{Name}: {Path} {string.Join(' ', Arguments)} ended with exit code {process.ExitCode}.");
    }

    /// <summary>Launches the program so that it stays, and waits until it has done its work: until it takes no more time of a processor.</summary>
    /// <returns>Bytes of resident memory at its highest.</returns>
    public long PeakMemory()
    {
        ProcessStartInfo start = new(Path, Arguments);
        start.Environment[StayVariable] = "1";
        using Process process = Process.Start(start)!;
        TimeSpan used = TimeSpan.MinValue;
        long since = Stopwatch.GetTimestamp(), begin = since;
        while (Stopwatch.GetElapsedTime(since) < Quiet)
        {
            Thread.Sleep(Pause);
            if (process.HasExited || Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new FailedException($"{Name}: {Path} {string.Join(' ', Arguments)} did not come to rest.");
            }

            process.Refresh();
            if (process.TotalProcessorTime != used)
            {
                used = process.TotalProcessorTime;
                since = Stopwatch.GetTimestamp();
            }
        }

        long bytes = process.PeakWorkingSet64;
        process.Kill();
        process.WaitForExit();
        return bytes;
    }
}
