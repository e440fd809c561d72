using System.Runtime.Intrinsics;

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

/// <summary>A theory on a second of sound and more: without vector instructions it would take minutes.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class LongMoonshineTheoryAttribute : TheoryAttribute
{
    public LongMoonshineTheoryAttribute() =>
        Skip = (MoonshineFiles.Missing ?? (Vector128.IsHardwareAccelerated ? null : "Without vector instructions a second of sound takes too long; the shortest sounds are computed."))!;
}

/// <summary>Likewise, with the keyword recogniser's recordings.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MoonshineWavTheoryAttribute : LongMoonshineTheoryAttribute
{
    public MoonshineWavTheoryAttribute() => Skip ??= Kwt1Folder.Missing!;
}
