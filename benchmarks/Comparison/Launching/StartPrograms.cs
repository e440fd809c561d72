using ShapeGen.Comparison.Cases;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>The programs of benchmarks/Start, and how each comes to be.</summary>
internal sealed class StartPrograms(Session session)
{
    /// <summary>The one without a model, which the others are compared with.</summary>
    public const string EmptyName = "empty program";

    /// <summary>Ours as a user runs it: from the package.</summary>
    public const string OursName = "ShapeGen";

    private readonly List<string> _missing = [];

    /// <summary>A sentence for each program that there is not.</summary>
    public IReadOnlyList<string> Missing => _missing;

    public IReadOnlyList<StartProgram> Find()
    {
        List<StartProgram> programs = [new(EmptyName, Built("Empty"))];
        AddPacked(programs);
        programs.Add(new("ShapeGen, runtime not precompiled", Built("Seed"), Checkpoint));

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

    private void AddPacked(List<StartProgram> programs)
    {
        PackedSeed seed = new(session);
        ChildResult packed = seed.Pack();
        if (!packed.Succeeded)
        {
            _missing.Add($"ShapeGen's package is not measured, because `dotnet pack` failed: {packed.Reason}");
            return;
        }

        Add(OursName, seed.Build(out string built), built);
        Add("ShapeGen, ReadyToRun", seed.PublishReadyToRun(out string published), published);

        void Add(string name, ChildResult result, string folder)
        {
            if (result.Succeeded)
            {
                programs.Add(new(name, Path.Combine(folder, Executable("Seed")), Checkpoint));
            }
            else
            {
                _missing.Add($"\"{name}\" is not measured, because it could not be built: {result.Reason}");
            }
        }
    }
}
