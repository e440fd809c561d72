using System.ComponentModel;
using System.Diagnostics;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>Runs a program of the machine.</summary>
internal static class Command
{
    /// <summary>Longer than fetching 110 MB takes on a slow line.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program and waits for it.</summary>
    /// <returns>The exit code, and standard output and error together; -1 and why where the program cannot be run, or did not end in time.</returns>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };

        // Neither what `dotnet test` set for its own build, nor an instruction set that these tests are run without.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("DOTNET_Enable", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"{program} did not end in {Limit.TotalMinutes} minutes.");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
