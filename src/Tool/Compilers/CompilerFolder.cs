using System.Globalization;
using System.Reflection;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilers;

/// <summary>
/// The folder of the C# compiler that the tool uses. An SDK's compiler knows the current C#, and is precompiled, so the tool starts several times faster. The
/// compiler that comes with the tool is for machines that only have a runtime.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="Sdk">The SDK's version, or null for the compiler that comes with the tool.</param>
internal sealed record CompilerFolder(string Path, string? Sdk)
{
    /// <summary>The environment variable that selects the compiler: <see cref="Bundled"/> or unset.</summary>
    public const string Variable = "SHAPEGEN_COMPILER";

    /// <summary>The value that selects the compiler that comes with the tool.</summary>
    public const string Bundled = "bundled";

    /// <summary>The folder of the bundled compiler. It is not the tool's own folder, whose assemblies are always loaded first.</summary>
    private const string BundledFolder = "roslyn";

    private const string Assembly = "Microsoft.CodeAnalysis.CSharp.dll";

    private static readonly Lazy<CompilerFolder> s_current = new(() => Find(
        Environment.GetEnvironmentVariable(Variable), Framework.Root, Environment.Version.Major, System.IO.Path.GetDirectoryName(typeof(CompilerFolder).Assembly.Location)!));

    /// <summary>The compiler that this process uses.</summary>
    public static CompilerFolder Current => s_current.Value;

    /// <summary>Rejects an unknown value of <see cref="Variable"/>.</summary>
    /// <exception cref="ToolException">The variable has another value.</exception>
    public static void CheckVariable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value && value != Bundled)
        {
            throw ToolException.Usage($"{Variable}={value}: it must be '{Bundled}', which selects the compiler that comes with the tool, or not set, which selects the compiler of an installed .NET SDK.");
        }
    }

    /// <param name="choice">The value of <see cref="Variable"/>.</param>
    /// <param name="root">The folder of the running <c>dotnet</c>, with or without an SDK.</param>
    /// <param name="runtime">The major version of the running .NET: a later SDK's compiler may need a later framework.</param>
    /// <param name="tool">The tool's folder.</param>
    public static CompilerFolder Find(string? choice, string root, int runtime, string tool)
    {
        CompilerFolder bundled = new(System.IO.Path.Combine(tool, BundledFolder), null);
        string sdks = System.IO.Path.Combine(root, "sdk");
        if (choice == Bundled || !Directory.Exists(sdks))
        {
            return bundled;
        }

        Version? oldest = VersionOf(bundled.Path);
        IEnumerable<CompilerFolder> fitting =
            from folder in Directory.EnumerateDirectories(sdks)
            let sdk = System.IO.Path.GetFileName(folder)
            let version = SdkVersion.Parse(sdk)
            where version is not null && version.Major <= runtime
            orderby version descending
            let compiler = System.IO.Path.Combine(folder, "Roslyn", "bincore")
            where VersionOf(compiler) >= oldest
            select new CompilerFolder(compiler, sdk);
        return fitting.FirstOrDefault(bundled);
    }

    /// <summary>For messages: <c>Roslyn 5.9 of the .NET SDK 10.0.401</c>.</summary>
    public override string ToString() => Sdk is null
        ? string.Create(CultureInfo.InvariantCulture, $"Roslyn {VersionOf(Path)?.ToString(2)}, which comes with the tool")
        : string.Create(CultureInfo.InvariantCulture, $"Roslyn {VersionOf(Path)?.ToString(2)} of the .NET SDK {Sdk}");

    /// <summary>The version of the compiler in a folder; null if it is missing or damaged.</summary>
    private static Version? VersionOf(string folder)
    {
        try
        {
            return AssemblyName.GetAssemblyName(System.IO.Path.Combine(folder, Assembly)).Version;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }
}
