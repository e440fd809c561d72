using System.Diagnostics;

namespace ShapeGen.Benchmarks.Tests;

/// <summary>The comparison program as it was built with these tests, run as a user runs it, and without peers: so it does the same in every clone.</summary>
internal static class ComparisonProgram
{
    /// <returns>The exit code, and standard output and error together.</returns>
    public static async Task<(int ExitCode, string Output)> Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Executable(), [.. arguments, "--without-peers"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static string Executable()
    {
        DirectoryInfo framework = new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        DirectoryInfo repository = framework;
        while (!File.Exists(Path.Combine(repository.FullName, "ShapeGen.sln")))
        {
            repository = repository.Parent ?? throw new InvalidOperationException("ShapeGen.sln is not above the tests.");
        }

        return Path.Combine(
            repository.FullName, "benchmarks", "Comparison", "bin", framework.Parent!.Name, framework.Name,
            "ShapeGen.Comparison" + (OperatingSystem.IsWindows() ? ".exe" : ""));
    }
}
