using System.Diagnostics;

namespace ShapeGen.Tool.Tests;

/// <summary>The tool as users start it: a process.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static string Dotnet { get; } = Environment.ProcessPath is { } dotnet && Path.GetFileNameWithoutExtension(dotnet) == "dotnet" ? dotnet : "dotnet";

    /// <summary>Runs it and waits for its end.</summary>
    public static ToolResult Run(params string[] arguments) => Run(Dotnet, [], arguments);

    /// <summary>Runs it with variables besides this process's own.</summary>
    public static ToolResult RunWith(Dictionary<string, string> environment, params string[] arguments) => Run(Dotnet, environment, arguments);

    /// <summary>Runs it by another <c>dotnet</c>.</summary>
    public static ToolResult Run(string dotnet, Dictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(dotnet)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ShapeGen.Tool.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"shapegen {string.Join(' ', arguments)} did not end within {Limit}.");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>How the tool ended, and what it wrote.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);
