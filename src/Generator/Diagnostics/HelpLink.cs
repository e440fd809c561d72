using System.Reflection;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>Where a diagnostic's page is: an absolute address, so that an editor opens it.</summary>
internal static class HelpLink
{
    /// <summary>The build takes it from the repository's address (<c>RepositoryUrl</c>).</summary>
    private static readonly string Documentation =
        typeof(HelpLink).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "DocumentationUrl").Value!;

    /// <returns>The address of the page of <paramref name="id"/>.</returns>
    public static string To(string id) => $"{Documentation}/diagnostics/{id}.md";
}
