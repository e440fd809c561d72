using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>
/// The compiler as a build starts it. It stops earlier than a <see cref="Microsoft.CodeAnalysis.Compilation"/> that is asked for everything:
/// what a user counts as errors is what it prints.
/// </summary>
internal static partial class CommandLineCompiler
{
    /// <summary>The shared framework's folder is <c>shared/Microsoft.NETCore.App/version</c> beside <c>sdk</c>.</summary>
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static readonly string Compiler = Directory.GetDirectories(Path.Combine(Root, "sdk"))
        .Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll"))
        .Where(File.Exists)
        .Order(StringComparer.Ordinal)
        .Last();

    /// <summary>The errors and warnings that are printed for a project of one file.</summary>
    public static IReadOnlyList<(string Id, string Text)> Run(string source)
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-csc-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Model.cs"), source);
            File.WriteAllLines(Path.Combine(folder, "arguments.rsp"),
            [
                "/nologo", "/target:library", "/nullable:enable", "/langversion:latest", "/warn:9999", "/out:Consumer.dll", "/preferreduilang:en",
                $"/analyzer:\"{typeof(ModuleGenerator).Assembly.Location}\"",
                .. References.Paths.Select(path => $"/reference:\"{path}\""),
                "Model.cs",
            ]);
            ProcessStartInfo start = new(Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
            {
                ArgumentList = { Compiler, "/noconfig", "@arguments.rsp" },
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            List<(string, string)> printed = [.. Printed().Matches(output).Select(match => (match.Groups["id"].Value, match.Value))];
            Assert.True(process.ExitCode == 0 || printed.Count > 0, output);
            return printed;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^.*?\b(error|warning) (?<id>[A-Z]+\d+): .*$", RegexOptions.Multiline)]
    private static partial Regex Printed();
}
