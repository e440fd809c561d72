using Microsoft.CodeAnalysis;

namespace ShapeGen.Generator.Tests.Running;

/// <summary>What a consumer's project refers to. Read once: opening the framework's files costs more than a test.</summary>
internal static class References
{
    /// <summary>The files of the framework that the tests run on, and of the package's runtime.</summary>
    public static IReadOnlyList<string> Paths { get; } = FindPaths();

    /// <summary>The framework that the tests run on, and the runtime of the package.</summary>
    public static IReadOnlyList<MetadataReference> Current { get; } = Paths.Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)).ToList();

    /// <summary>A class library that knows nothing of ShapeGen: the attributes are then errors of the user's.</summary>
    public static IReadOnlyList<MetadataReference> FrameworkOnly => Current.Take(Current.Count - 1).ToList();

    // The test host's trusted assemblies hold its own dependencies too (Roslyn, xunit): only the framework's folder counts.
    private static List<string> FindPaths()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(EncoderAttribute).Assembly.Location)
            .ToList();
    }
}
