using System.Diagnostics;

namespace ShapeGen.Package.Tests;

/// <summary>Runs the .NET command line, and what it made, as a user would.</summary>
internal static class Tool
{
    /// <summary>The clone that the tests were built in.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>
    /// What builds and runs nothing of what it built. It has one processor: otherwise MSBuild starts a process of its own for each, and the JIT compiles MSBuild and its tasks once more
    /// there. Packing the runtime once more takes 9 s of processor time so, and 21 s on two processors.
    /// </summary>
    private static readonly HashSet<string> Builds = ["build", "msbuild", "pack", "publish", "restore"];

    /// <summary>The machine's folder of packages.</summary>
    public static string GlobalPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>PyTorch's checkpoint and results.</summary>
    public static string Checkpoints => Path.Combine(Repository, "samples", "Quickstart");

    /// <summary>Runs the .NET command line, which must succeed.</summary>
    /// <returns>Standard output and error together.</returns>
    public static Task<string> DotnetSucceeds(string folder, params string[] arguments) => DotnetSucceeds(folder, [], arguments);

    /// <summary>Runs the .NET command line with variables besides this process's own; it must succeed.</summary>
    /// <returns>Standard output and error together.</returns>
    public static async Task<string> DotnetSucceeds(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Succeeded(await Dotnet(folder, environment, arguments));

    /// <summary>Runs a program, which must succeed.</summary>
    /// <returns>Standard output and error together.</returns>
    public static Task<string> RunSucceeds(string program, string folder, params string[] arguments) => RunSucceeds(program, folder, [], arguments);

    /// <summary>Runs a program with variables besides this process's own; it must succeed.</summary>
    /// <returns>Standard output and error together.</returns>
    public static async Task<string> RunSucceeds(string program, string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Succeeded(await Run(program, folder, environment, arguments));

    /// <summary>Whether the shell would find <paramref name="program"/>.</summary>
    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    private static string Succeeded((int ExitCode, string Output) result)
    {
        Assert.True(result.ExitCode == 0, result.Output);
        return result.Output;
    }

    /// <returns>The exit code, and standard output and error together.</returns>
    public static Task<(int ExitCode, string Output)> Dotnet(string folder, params string[] arguments) => Dotnet(folder, new Dictionary<string, string>(), arguments);

    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables besides this process's own.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>The exit code, and standard output and error together.</returns>
    public static Task<(int ExitCode, string Output)> Dotnet(string folder, Dictionary<string, string> environment, params string[] arguments) =>
        Run(DotnetHost, folder, environment, arguments);

    /// <param name="folder">Where it runs.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="arguments">The command.</param>
    /// <returns>The exit code, and standard output and error together.</returns>
    public static Task<(int ExitCode, string Output)> DotnetReads(string folder, byte[] input, params string[] arguments) =>
        Run(DotnetHost, folder, [], arguments, input);

    private static string DotnetHost => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static async Task<(int ExitCode, string Output)> Run(string program, string folder, Dictionary<string, string> environment, string[] arguments, byte[]? input = null)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input is not null,
            WorkingDirectory = folder,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // Not what `dotnet test` set for its own build.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        if (program == DotnetHost && Builds.Contains(arguments[0]))
        {
            start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task given = Give(process, input);
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await given;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static async Task Give(Process process, byte[]? input)
    {
        if (input is null)
        {
            return;
        }

        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything.
        }
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ShapeGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("ShapeGen.sln is not above the tests.");
    }
}
