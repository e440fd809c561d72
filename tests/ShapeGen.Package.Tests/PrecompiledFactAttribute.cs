namespace ShapeGen.Package.Tests;

/// <summary>A test that runs an image of the package: skipped where the package has none for this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrecompiledFactAttribute : FactAttribute
{
    public PrecompiledFactAttribute() => Skip = WhyNot;

    /// <summary>Why there is nothing to run here; null where there is.</summary>
    public static string? WhyNot { get; } = Precompiled.Systems.Contains(Precompiled.ThisSystem) ? null : $"The package has no image for {Precompiled.ThisSystem}.";
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrecompiledTheoryAttribute : TheoryAttribute
{
    public PrecompiledTheoryAttribute() => Skip = PrecompiledFactAttribute.WhyNot;
}
