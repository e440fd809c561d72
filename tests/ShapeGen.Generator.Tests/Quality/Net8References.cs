using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Tests.Quality;

/// <summary>
/// The reference assemblies of net8.0, the oldest framework that the package supports, from the package cache; and the runtime built for it.
/// </summary>
internal static class Net8References
{
    private static string? Pack { get; } = FindPack();

    // Built by the project file's second reference to the runtime.
    private static string Runtime { get; } = Path.Combine(Repository.Root, "src", "Runtime", "bin", Repository.Configuration, "net8.0", "ShapeGen.dll");

    /// <summary>Why there are none, or null.</summary>
    public static string? Missing { get; } =
        Pack is null ? "microsoft.netcore.app.ref 8.0 is not in the package cache" :
        !File.Exists(Runtime) ? $"{Runtime} is not built" :
        null;

    public static IReadOnlyList<MetadataReference> All { get; } = Missing is null
        ? [.. Directory.GetFiles(Pack!, "*.dll").Append(Runtime).Select(path => MetadataReference.CreateFromFile(path))]
        : [];

    private static string? FindPack()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string pack = Path.Combine(packages, "microsoft.netcore.app.ref");
        return Directory.Exists(pack)
            ? Directory.GetDirectories(pack, "8.0.*").Select(version => Path.Combine(version, "ref", "net8.0")).FirstOrDefault(Directory.Exists)
            : null;
    }
}

/// <summary>A fact that needs <see cref="Net8References"/>, skipped with the reason where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Net8FactAttribute : FactAttribute
{
    public Net8FactAttribute() => Skip = Net8References.Missing;
}
