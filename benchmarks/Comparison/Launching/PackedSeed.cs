using System.Runtime.InteropServices;
using ShapeGen.Comparison.Processes;

namespace ShapeGen.Comparison.Launching;

/// <summary>Start/Seed as a user has it: with the package, which is packed for it.</summary>
internal sealed class PackedSeed(Session session)
{
    /// <summary>One that is in no other feed.</summary>
    private const string Version = "0.0.0-comparison";

    private string Folder => Path.Combine(session.Folders.Work, "packed-seed");

    private string Feed => Path.Combine(Folder, "feed");

    /// <summary>Packages of its own: the machine's would still have the last run's under the same version.</summary>
    private string Packages => Path.Combine(Folder, "packages");

    /// <summary>Packs the repository; the others need it.</summary>
    public ChildResult Pack()
    {
        foreach (string old in new[] { Feed, Path.Combine(Packages, "shapegen") }.Where(Directory.Exists))
        {
            Directory.Delete(old, recursive: true);
        }

        Session.Say("   packing");
        return Dotnet("pack", Path.Combine(session.Folders.Repository, "src", "Runtime"), "-c", "Release", "-o", Feed, $"-p:PackageVersion={Version}");
    }

    /// <param name="folder">Where the program is afterwards.</param>
    public ChildResult Build(out string folder)
    {
        folder = Path.Combine(Folder, "built");
        Session.Say("   building with the package");
        return OfSeed("build", "-o", folder);
    }

    /// <param name="folder">Where the program is afterwards.</param>
    public ChildResult PublishReadyToRun(out string folder)
    {
        folder = Path.Combine(Folder, "published");
        Session.Say("   publishing ReadyToRun");
        return OfSeed("publish", "-o", folder, "-r", RuntimeInformation.RuntimeIdentifier, "--no-self-contained", "-p:PublishReadyToRun=true");
    }

    private ChildResult OfSeed(string command, params IEnumerable<string> options) => Dotnet(
        [
            command, Path.Combine(session.Folders.Benchmarks, "Start", "Seed"), "-c", "Release", .. options, "--artifacts-path", Path.Combine(Folder, "artifacts"),
            $"-p:ShapeGenFeed={Feed}", $"-p:ShapeGenVersion={Version}", $"-p:RestorePackagesPath={Packages}",
        ]);

    private ChildResult Dotnet(params IEnumerable<string> arguments) => Child.Run(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments, session.Folders.Repository, ("MSBUILDDISABLENODEREUSE", "1"));
}
