#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Vectors;
#else
namespace ShapeGen.Runtime;
#endif

/// <summary>A cache line, which is also the widest vector: 64 bytes on every instruction set with code of its own.</summary>
internal static class CacheLine
{
    public const int Bytes = 64;

    public const int Floats = Bytes / sizeof(float);

    /// <summary>Extra floats that memory needs so that an aligned start is inside it.</summary>
    public const int Slack = Floats - 1;
}
