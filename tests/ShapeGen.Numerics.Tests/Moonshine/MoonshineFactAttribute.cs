namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>A test that needs Moonshine's encoder and ONNX Runtime.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MoonshineFactAttribute : FactAttribute
{
    public MoonshineFactAttribute() => Skip = MoonshineFiles.Missing!;
}

/// <summary>A theory that needs Moonshine's encoder and ONNX Runtime.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MoonshineTheoryAttribute : TheoryAttribute
{
    public MoonshineTheoryAttribute() => Skip = MoonshineFiles.Missing!;
}

/// <summary>A theory that needs the keyword recogniser's recordings besides.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MoonshineWavTheoryAttribute : TheoryAttribute
{
    public MoonshineWavTheoryAttribute() => Skip = (MoonshineFiles.Missing ?? Kwt1Folder.Missing)!;
}
