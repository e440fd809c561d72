namespace ShapeGen.Package.Tests;

/// <summary>A test that runs an image of the package: skipped where the package has none for this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrecompiledFactAttribute : FactAttribute
{
    public PrecompiledFactAttribute() =>
        Skip = Precompiled.Systems.Contains(Precompiled.ThisSystem) ? null : $"The package has no image for {Precompiled.ThisSystem}.";
}
