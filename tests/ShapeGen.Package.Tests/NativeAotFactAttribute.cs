using System.Runtime.InteropServices;

namespace ShapeGen.Package.Tests;

/// <summary>A test that publishes with native AOT: skipped, with the reason, where this machine cannot.</summary>
/// <remarks>The AOT compiler is there whenever the solution was restored, as samples/NativeAot needs it; a linker is the system's matter.</remarks>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeAotFactAttribute : FactAttribute
{
    /// <summary>The version of .NET that most tests publish for; see <c>samples/NativeAot</c>.</summary>
    public const string Framework = "net9.0";

    /// <param name="framework">The version of .NET that the test publishes for. Only for <see cref="Framework"/> does restoring the solution bring the compiler.</param>
    public NativeAotFactAttribute(string framework = Framework) => Skip = Missing(framework);

    private static string? Missing(string framework)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return "The expected bodies and the linker are those of Linux on x64.";
        }

        if (!IsOnPath("clang") && !IsOnPath("gcc"))
        {
            return "Native AOT links with clang or gcc, and neither is on PATH.";
        }

        string compiler = Path.Combine(Tool.GlobalPackages, "microsoft.dotnet.ilcompiler");
        return Directory.Exists(compiler) && Directory.EnumerateDirectories(compiler, framework["net".Length..] + ".*").Any()
            ? null
            : $"The AOT compiler for {framework} is not in {Tool.GlobalPackages}; restore samples/NativeAot first.";
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
