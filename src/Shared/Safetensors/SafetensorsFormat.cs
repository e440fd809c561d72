#if SHAPEGEN_BUILD
namespace ShapeGen.Build;
#else
namespace ShapeGen;
#endif

/// <summary>
/// Constants and arithmetic of the format: 8 bytes of little-endian header length, a JSON header
/// <c>{"name": {"dtype", "shape", "data_offsets": [begin, end]}, …}</c> padded with spaces, then the data without gaps.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>Bytes of the header's length.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The format's limit, as in its reference implementation.</summary>
    public const int MaxHeaderLength = 100_000_000;

    /// <summary>More dimensions than any framework supports. Without a limit, a header could demand gigabytes for a shape.</summary>
    public const int MaxRank = 64;

    /// <summary>The only key of the header that is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const int BitsOfByte = 8;

    /// <summary>The product of <paramref name="shape"/>, whose sizes are not negative; false if it overflows.</summary>
    public static bool TryGetElementCount(long[] shape, out long count)
    {
        // A zero at any position makes the product zero, so earlier sizes must not overflow first.
        foreach (long size in shape)
        {
            if (size == 0)
            {
                count = 0;
                return true;
            }
        }

        count = 1;
        foreach (long size in shape)
        {
            if (count > long.MaxValue / size)
            {
                return false;
            }

            count *= size;
        }

        return true;
    }

    /// <summary>Number of bytes of a tensor; false if it overflows, or if the last elements do not fill a byte.</summary>
    public static bool TryGetByteCount(TensorType type, long[] shape, out long count)
    {
        if (!TryGetElementCount(shape, out count) || count > long.MaxValue / Math.Max(type.Size(), type.Bits() % BitsOfByte) || !FillsBytes(type, count))
        {
            return false;
        }

        count = type.ByteCount(count);
        return true;
    }

    /// <summary>Whether the elements fill whole bytes: elements of 4 and 6 bits share bytes.</summary>
    public static bool FillsBytes(TensorType type, long elements) => type.Bits() % BitsOfByte == 0 || elements % BitsOfByte * type.Bits() % BitsOfByte == 0;
}
