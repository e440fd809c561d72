namespace ShapeGen.Package.Tests;

/// <summary>A test that needs the keyword recogniser's files, which may not be copied into the project.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KeywordFactAttribute : FactAttribute
{
    public KeywordFactAttribute() => Skip = Directory.Exists(Folder) ? null : "../shared/models/kwt1 is not beside the clone; it may not be copied into the project.";

    /// <summary>Where they are.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Tool.Repository) ?? "", "shared", "models", "kwt1");
}
