using System.Runtime.InteropServices;
using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>The programs of benchmarks/Start, and how each comes to be.</summary>
internal sealed class StartPrograms(Session session)
{
    /// <summary>The one without a model, which the others are compared with.</summary>
    public const string EmptyName = "empty program";

    /// <summary>Ours as a user runs it.</summary>
    public const string OursName = "ShapeGen";

    private readonly List<string> _missing = [];

    /// <summary>A sentence for each program that there is not.</summary>
    public IReadOnlyList<string> Missing => _missing;

    public IReadOnlyList<StartProgram> Find()
    {
        List<StartProgram> programs = [new(EmptyName, Built("Empty")), new(OursName, Built("Seed"), Checkpoint)];
        if (PublishReadyToRun() is { } readyToRun)
        {
            programs.Add(new("ShapeGen, ReadyToRun", readyToRun, Checkpoint));
        }

        if (session.Peers.UsesOnnxRuntime && SeedFiles is { } files)
        {
            programs.Add(new("ONNX Runtime", Built("OnnxRuntime"), files.Onnx));
        }

        return programs;
    }

    private CaseFiles? SeedFiles => session.Peers.FilesOf(CaseList.Select(["seed"])[0]);

    /// <summary>The sample's has the same shapes.</summary>
    private string Checkpoint => SeedFiles?.Weights ?? Path.Combine(session.Folders.Repository, "samples", "Quickstart", "encoder.safetensors");

    private string Built(string name) => Path.Combine(session.Folders.BuiltProject("Start", name), Executable(name));

    private static string Executable(string name) => $"ShapeGen.Start.{name}" + (OperatingSystem.IsWindows() ? ".exe" : "");

    /// <returns>The executable; null, with a reason among the missing, where it could not be published.</returns>
    private string? PublishReadyToRun()
    {
        string folder = Path.Combine(session.Folders.Work, "ready-to-run");
        Session.Say("   publishing ReadyToRun");
        ChildResult result = Child.Run(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                "publish", Path.Combine(session.Folders.Benchmarks, "Start", "Seed"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true",
                "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", Path.Combine(folder, "publish"),
            ],
            session.Folders.Repository,
            ("MSBUILDDISABLENODEREUSE", "1"));
        if (result.Succeeded)
        {
            return Path.Combine(folder, "publish", Executable("Seed"));
        }

        _missing.Add($"ReadyToRun is not measured, because `dotnet publish` failed: {result.Reason}");
        return null;
    }
}
