namespace ShapeGen.Package.Tests;

/// <summary>A test that makes commits and clones of its own: skipped where there is no git.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GitFactAttribute : FactAttribute
{
    public GitFactAttribute() => Skip = Tool.IsOnPath("git") ? null : "git is not on PATH.";
}
