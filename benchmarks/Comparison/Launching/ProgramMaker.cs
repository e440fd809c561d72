using System.IO.Compression;
using System.Runtime.InteropServices;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>Builds the programs of benchmarks/Programs in every measured way, into <c>.work/programs</c>.</summary>
internal sealed class ProgramMaker(Session session)
{
    /// <summary>A version that is in no other feed.</summary>
    private const string Version = "0.0.0-comparison";

    private const string Encoders = "Encoders";

    /// <summary>Culture data takes time to load and is not part of ShapeGen.</summary>
    private const string Invariant = "-p:InvariantGlobalization=true";

    private string Folder => Path.Combine(session.Folders.Work, "programs");

    private string Feed => Path.Combine(Folder, "feed");

    /// <summary>A separate package folder: the machine's cache would still have the last run's package with the same version.</summary>
    private string Packages => Path.Combine(Folder, "packages");

    public string Empty() => Build("Empty", "empty");

    public string OnnxRuntime() => Build("OnnxRuntime", "onnxruntime");

    /// <summary>With a reference to the runtime's project, which is not precompiled.</summary>
    public string WithProject() => Build(Encoders, "project");

    /// <summary>Packs the repository for the programs that use the package.</summary>
    public void Pack()
    {
        foreach (string old in new[] { Feed, Path.Combine(Packages, "shapegen") }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }

        Run("pack", "pack", Path.Combine(session.Folders.Repository, "src", "Runtime"), "-c", "Release", "-o", Feed, $"-p:PackageVersion={Version}");
    }

    /// <summary>The package's generator for the compiler of this system's SDK; call <see cref="Pack"/> first.</summary>
    /// <returns>Its file; null if the package has only IL.</returns>
    public string? PrecompiledGenerator()
    {
        const string Generator = "ShapeGen.Generator.dll";
        string system = RuntimeInformation.RuntimeIdentifier.Replace("linux-musl-", "linux-", StringComparison.Ordinal);
        using ZipArchive package = ZipFile.OpenRead(Directory.GetFiles(Feed, "*.nupkg").Single());
        if (package.GetEntry($"precompiled/{system}/{Generator}") is not { } entry)
        {
            return null;
        }

        string file = Path.Combine(Folder, Generator);
        entry.ExtractToFile(file, overwrite: true);
        return file;
    }

    public string WithPackage() => Make("build", Encoders, "package", WithFeed);

    public string WithPackageReadyToRun() => Make(
        "publish", Encoders, "ready-to-run", [.. WithFeed, "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true"]);

    /// <summary>For the JIT, for comparison with native AOT.</summary>
    public string PublishForJit() => Make("publish", Encoders, "jit", [Invariant]);

    public string PublishNative(string name, params IEnumerable<string> settings) => Make("publish", Encoders, name, [Invariant, "-p:AheadOfTime=true", .. settings]);

    /// <summary>The program in a folder.</summary>
    public static string EncodersIn(string folder) => In(folder, Encoders);

    public static string EmptyIn(string folder) => In(folder, "Empty");

    public static string OnnxRuntimeIn(string folder) => In(folder, "OnnxRuntime");

    private IReadOnlyList<string> WithFeed => [$"-p:ShapeGenFeed={Feed}", $"-p:ShapeGenVersion={Version}", $"-p:RestorePackagesPath={Packages}"];

    private static string In(string folder, string project) => Folders.Executable(folder, "ShapeGen.Measured." + project);

    private string Build(string project, string name) => Make("build", project, name, []);

    /// <returns>The folder of the built program.</returns>
    private string Make(string command, string project, string name, IReadOnlyList<string> settings)
    {
        // Separate artifacts, because each way restores different files.
        string output = Path.Combine(Folder, name);
        Run(
            $"{command} {name}",
            [
                command, Path.Combine(session.Folders.Benchmarks, "Programs", project), "-c", "Release", "-o", output,
                "--artifacts-path", Path.Combine(Folder, "artifacts", name), .. settings,
            ]);
        return output;
    }

    private void Run(string what, params IEnumerable<string> arguments)
    {
        Session.Say($"   {what}");
        ChildResult result = Dotnet.Run(session.Folders.Repository, arguments);
        if (!result.Succeeded)
        {
            throw new BuildFailedException($"`dotnet {what}` failed: {result.Reason}");
        }
    }
}
