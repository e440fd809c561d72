using System.Text.Json;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>
/// The SDK's compiler, called as MSBuild calls it for a project from the template, with its analyzers and other generators,
/// and the package's runtime and generator.
/// </summary>
internal sealed class SdkCompiler
{
    private readonly string _project;
    private readonly IReadOnlyList<string> _arguments;

    private SdkCompiler(string folder, string project, IReadOnlyList<string> arguments)
    {
        Folder = folder;
        _project = project;
        _arguments = arguments;
    }

    /// <summary>Where its assemblies are.</summary>
    public string Folder { get; }

    /// <param name="folders">Where things are.</param>
    /// <param name="package">The folder that has the runtime and the generator.</param>
    /// <exception cref="BuildFailedException">MSBuild does not show how it calls the compiler.</exception>
    public static SdkCompiler Find(Folders folders, string package)
    {
        string project = Path.Combine(folders.Work, "compiled");
        if (Directory.Exists(project))
        {
            Directory.Delete(project, recursive: true);
        }

        Directory.CreateDirectory(project);
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            // The repository's files are not meant for a user's project.
            File.WriteAllText(Path.Combine(project, file), "<Project />\n");
        }

        File.WriteAllText(Path.Combine(project, "Program.cs"), "return 0;\n");
        File.WriteAllText(Path.Combine(project, "Compiled.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{Folders.Framework}</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.Combine(package, "ShapeGen.dll")}" />
                <Analyzer Include="{Path.Combine(package, "ShapeGen.Generator.dll")}" />
              </ItemGroup>
            </Project>

            """);
        ChildResult result = Dotnet.Run(
            project,
            "build", "-c", "Release", "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true",
            "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath");
        if (!result.Succeeded)
        {
            throw new BuildFailedException($"MSBuild does not say how it calls the compiler: {result.Reason}");
        }

        using JsonDocument reply = JsonDocument.Parse(result.Output);
        string targets = reply.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!;
        return new(
            Path.Combine(targets, "bincore"),
            project,
            [.. reply.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray().Select(argument => argument.GetProperty("Identity").GetString()!)]);
    }

    /// <summary>Compiles a file together with an empty program, in a separate process.</summary>
    /// <exception cref="FailedException">The file does not compile.</exception>
    public void Compile(string name, string source)
    {
        string file = Path.Combine(_project, name + ".txt");
        File.WriteAllText(file, source);
        ChildResult result = Child.Run(
            Dotnet.Path,
            [Path.Combine(Folder, "csc.dll"), .. _arguments.Select(Adapt), file],
            _project);
        if (!result.Succeeded)
        {
            throw new FailedException($"{name} does not compile: {result.Reason}");
        }

        string Adapt(string argument) =>
            argument.StartsWith("/out:", StringComparison.Ordinal) ? $"/out:{name}.dll"
            : argument.StartsWith("/refout:", StringComparison.Ordinal) ? $"/refout:{name}.ref.dll"
            : argument;
    }
}
