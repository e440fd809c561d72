#if SHAPEGEN_BUILD
namespace ShapeGen.Build;
#else
namespace ShapeGen;
#endif

/// <summary>
/// Floating-point conversions on bits, because .NET Standard 2.0 has no halves. Rounding is to nearest, ties to even; a NaN keeps its sign and the upper bits of
/// its payload.
/// </summary>
internal static class FloatBits
{
    /// <summary>Infinity of a single; larger values are NaN.</summary>
    public const uint Infinity = 0x7f80_0000;

    /// <summary>Sign of a half.</summary>
    public const uint HalfSign = 0x8000;

    /// <summary>Exponent of a half that is infinite or NaN.</summary>
    public const uint HalfInfinity = 0x7c00;

    /// <summary>Bits of a single's fraction that a half does not have.</summary>
    public const int FractionShift = 23 - 10;

    /// <summary>What the exponent of a single is larger by.</summary>
    public const uint ExponentOffset = (127 - 15) << 23;

    /// <summary>2⁻¹⁴ as a single, the exponent of subnormal halves.</summary>
    public const uint SubnormalExponent = (127 - 14) << 23;

    private const uint SignMask = 0x8000_0000;

    /// <summary>The implicit bit of a single, and one of its exponent.</summary>
    private const uint ImplicitBit = 1 << 23;

    /// <summary>65520: half-way between the largest half and the next value if there were one.</summary>
    private const uint FirstBeyondHalf = 0x477f_f000;

    /// <summary>2⁻²⁵, half of the smallest half.</summary>
    private const uint HalfOfSmallestHalf = 0x3300_0000;

    /// <summary>Whether a single is neither infinite nor NaN.</summary>
    public static bool IsFinite(uint single) => (single & ~SignMask) < Infinity;

    /// <summary>A single as a half.</summary>
    public static ushort ToHalf(uint single)
    {
        uint sign = (single & SignMask) >> 16;
        uint magnitude = single & ~SignMask;
        if (magnitude > Infinity)
        {
            return (ushort)(sign | HalfInfinity | 0x200 | ((magnitude >> FractionShift) & 0x3ff));
        }

        if (magnitude >= FirstBeyondHalf)
        {
            return (ushort)(sign | HalfInfinity);
        }

        if (magnitude >= SubnormalExponent)
        {
            // The exponent's offset is 15 instead of 127; a carry out of the fraction goes into the exponent.
            uint shifted = magnitude - ExponentOffset;
            return (ushort)(sign | ((shifted + 0xfff + ((shifted >> FractionShift) & 1)) >> FractionShift));
        }

        if (magnitude < HalfOfSmallestHalf)
        {
            return (ushort)sign;
        }

        // A subnormal half is a multiple of 2⁻²⁴.
        int shift = 126 - (int)(magnitude >> 23);
        uint significand = (magnitude & (ImplicitBit - 1)) | ImplicitBit;
        return (ushort)(sign | ((significand + (1u << (shift - 1)) - 1 + ((significand >> shift) & 1)) >> shift));
    }

    /// <summary>A single as a bfloat16.</summary>
    public static ushort ToBFloat16(uint single) => (single & ~SignMask) > Infinity
        ? (ushort)((single >> 16) | 0x40)
        : (ushort)((single + 0x7fff + ((single >> 16) & 1)) >> 16);

    /// <summary>A half as a single, exactly.</summary>
    public static uint FromHalf(ushort half)
    {
        uint sign = (half & HalfSign) << 16;
        uint magnitude = (half & ~HalfSign) << FractionShift;
        if ((half & HalfInfinity) == HalfInfinity)
        {
            return sign | Infinity | magnitude;
        }

        if ((half & HalfInfinity) != 0)
        {
            return sign | (magnitude + ExponentOffset);
        }

        if (magnitude == 0)
        {
            return sign;
        }

        // A subnormal half is a fixed-point number: its highest bit becomes the implicit one.
        uint exponent = SubnormalExponent;
        for (; magnitude < ImplicitBit; magnitude <<= 1)
        {
            exponent -= ImplicitBit;
        }

        return sign | (exponent + magnitude - ImplicitBit);
    }

    /// <summary>A bfloat16 as a single, exactly.</summary>
    public static uint FromBFloat16(ushort bits) => (uint)bits << 16;
}
