using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace ShapeGen.Package.Tests;

/// <summary>The package's images of the runtime: which there are, and what is in one.</summary>
internal static class Precompiled
{
    /// <summary>The systems of <c>src/Precompiled</c>.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["linux-arm64", "linux-musl-x64", "linux-x64", "osx-arm64", "win-x64"];

    /// <summary>This machine's system as packages name it; the runtime's own name for it may be that of a distribution.</summary>
    public static string ThisSystem { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : IsMusl ? "linux-musl" : "linux") +
        "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static bool IsMusl => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.Contains("alpine", StringComparison.Ordinal);

    /// <returns>The module's identity, which every compilation gives anew, and whether machine code comes with it.</returns>
    public static (Guid Module, bool HasCode) Read(Stream assembly)
    {
        // An entry of an archive cannot seek.
        using MemoryStream copy = new();
        assembly.CopyTo(copy);
        copy.Position = 0;
        using PEReader reader = new(copy);
        MetadataReader metadata = reader.GetMetadataReader();
        return (metadata.GetGuid(metadata.GetModuleDefinition().Mvid), reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
    }
}
