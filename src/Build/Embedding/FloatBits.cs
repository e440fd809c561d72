using System.Runtime.InteropServices;

namespace ShapeGen.Build.Embedding;

/// <summary>
/// Floating-point conversions on bits: .NET Standard 2.0 has neither halves nor access to the bits of a single. Rounding is to nearest, ties to even; a NaN
/// keeps its sign and the upper bits of its payload.
/// </summary>
internal static class FloatBits
{
    private const uint SignMask = 0x8000_0000;

    /// <summary>Infinity of a single; larger values are NaN.</summary>
    private const uint Infinity = 0x7f80_0000;

    /// <summary>65520: half-way between the largest half and the next value if there were one.</summary>
    private const uint FirstBeyondHalf = 0x477f_f000;

    /// <summary>2⁻¹⁴, the smallest normal half.</summary>
    private const uint FirstNormalHalf = 0x3880_0000;

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
            return (ushort)(sign | 0x7e00 | ((magnitude >> 13) & 0x3ff));
        }

        if (magnitude >= FirstBeyondHalf)
        {
            return (ushort)(sign | 0x7c00);
        }

        if (magnitude >= FirstNormalHalf)
        {
            // The exponent's offset is 15 instead of 127; a carry out of the fraction goes into the exponent.
            uint shifted = magnitude - ((127 - 15) << 23);
            return (ushort)(sign | ((shifted + 0xfff + ((shifted >> 13) & 1)) >> 13));
        }

        if (magnitude < HalfOfSmallestHalf)
        {
            return (ushort)sign;
        }

        // A subnormal half is a multiple of 2⁻²⁴.
        int shift = 126 - (int)(magnitude >> 23);
        uint significand = (magnitude & 0x7f_ffff) | 0x80_0000;
        return (ushort)(sign | ((significand + (1u << (shift - 1)) - 1 + ((significand >> shift) & 1)) >> shift));
    }

    /// <summary>A single as a bfloat16.</summary>
    public static ushort ToBFloat16(uint single) => (single & ~SignMask) > Infinity
        ? (ushort)((single >> 16) | 0x40)
        : (ushort)((single + 0x7fff + ((single >> 16) & 1)) >> 16);

    /// <summary>A half as a single, exactly.</summary>
    public static uint FromHalf(ushort half)
    {
        uint sign = (half & 0x8000u) << 16;
        uint exponent = (half & 0x7c00u) >> 10;
        uint fraction = half & 0x3ffu;
        if (exponent == 0x1f)
        {
            return sign | Infinity | (fraction << 13);
        }

        if (exponent > 0)
        {
            return sign | ((exponent + (127 - 15)) << 23) | (fraction << 13);
        }

        if (fraction == 0)
        {
            return sign;
        }

        exponent = 127 - 14;
        while ((fraction & 0x400) == 0)
        {
            fraction <<= 1;
            exponent--;
        }

        return sign | (exponent << 23) | ((fraction & 0x3ff) << 13);
    }

    /// <summary>A double, rounded to a single. PyTorch converts doubles to halves this way too.</summary>
    public static uint FromDouble(ulong bits) => new Union { Single = (float)BitConverter.Int64BitsToDouble((long)bits) }.Bits;

    /// <summary>The number, for messages.</summary>
    public static float Value(uint single) => new Union { Bits = single }.Single;

    [StructLayout(LayoutKind.Explicit)]
    private struct Union
    {
        [FieldOffset(0)]
        public float Single;

        [FieldOffset(0)]
        public uint Bits;
    }
}
