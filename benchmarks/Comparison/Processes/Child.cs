using System.Diagnostics;

namespace ShapeGen.Comparison.Processes;

/// <summary>Runs another program to its end.</summary>
internal static class Child
{
    /// <returns>What it said. Errors are for whoever reads a reason from them.</returns>
    public static ChildResult Run(string program, IEnumerable<string> arguments, string folder, params IReadOnlyList<(string Name, string Value)> environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return new(-1, "", exception.Message);
        }
    }
}
