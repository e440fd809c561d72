using System.Reflection;

namespace ShapeGen.Generator.Diagnostics;

/// <summary>The address of a diagnostic's page: absolute, so that editors can open it.</summary>
internal static class HelpLink
{
    /// <summary>The build derives it from the repository's address (<c>RepositoryUrl</c>).</summary>
    private static readonly string Documentation =
        typeof(HelpLink).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "DocumentationUrl").Value!;

    /// <returns>The address of the page of <paramref name="id"/>.</returns>
    public static string To(string id) => $"{Documentation}/diagnostics/{id}.md";
}
