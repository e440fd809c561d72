using System.Runtime.InteropServices;

namespace ShapeGen.Package.Tests;

/// <summary>A test that publishes with native AOT: skipped, with the reason, where this machine cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeAotFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(FindMissing);

    public NativeAotFactAttribute() => Skip = Missing.Value;

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "The expected bodies and the linker are those of Linux on x64.";
        }

        if (!Tool.IsOnPath("clang") && !Tool.IsOnPath("gcc"))
        {
            return "Native AOT links with clang or gcc, and neither is on PATH.";
        }

        return MissingCompiler();
    }

    /// <summary>The SDK wants the compiler in its own patch version. Whether that can be had, only it can tell: not what a cache happens to hold.</summary>
    private static string? MissingCompiler()
    {
        string folder = Directory.CreateTempSubdirectory("shapegen-aot-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Empty.csproj"), """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
                    <PublishAot>true</PublishAot>
                    <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
                  </PropertyGroup>
                </Project>
                """);
            (int exitCode, string output) = Tool.Dotnet(folder, "restore").GetAwaiter().GetResult();
            return exitCode == 0 ? null : $"The AOT compiler cannot be restored: {output.Trim()}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
