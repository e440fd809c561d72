namespace ShapeGen.Generator.Planning;

/// <summary>A line of the cache: 64 bytes on every processor with a body of its own.</summary>
internal static class CacheLine
{
    public const int Bytes = 64;

    public const int Floats = Bytes / sizeof(float);
}
