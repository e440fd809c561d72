namespace ShapeGen.Tool.Compilers;

/// <summary>The .NET framework that runs the tool.</summary>
internal static class Framework
{
    private static readonly string[] s_trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    /// <summary>Its folder, as the path that the process was started with. An assembly's location may be a different path, because the runtime follows links.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(s_trusted.Single(path => Path.GetFileName(path) == "System.Runtime.dll"))!;

    /// <summary>Its assemblies.</summary>
    public static IEnumerable<string> Assemblies => s_trusted.Where(path => Path.GetDirectoryName(path) == Folder);

    /// <summary>The folder of the running <c>dotnet</c>; the framework is in <c>shared/Microsoft.NETCore.App/VERSION</c> in it.</summary>
    public static string Root => Path.GetFullPath(Path.Combine(Folder, "..", "..", ".."));
}
