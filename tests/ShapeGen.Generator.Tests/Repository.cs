using System.Reflection;
using System.Xml.Linq;

namespace ShapeGen.Generator.Tests;

/// <summary>
/// Where the source tree is. The build writes it down, because <c>[CallerFilePath]</c> is rewritten in deterministic builds and a test host
/// may run anywhere.
/// </summary>
internal static class Repository
{
    /// <summary>The folder of this project, where snapshots stand beside the tests.</summary>
    public static string TestProject { get; } = Written("ProjectDirectory");

    /// <summary>The folder of the solution, with the README and the documentation.</summary>
    public static string Root { get; } = Written("RepositoryRoot");

    /// <summary>The configuration that was built, to find other projects' output.</summary>
    public static string Configuration { get; } = Written("Configuration");

    /// <returns>Where a file of the repository is read, from an editor too.</returns>
    public static string Address(string file) =>
        XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("RepositoryUrl").Single().Value + "/blob/main/" + file;

    private static string Written(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
