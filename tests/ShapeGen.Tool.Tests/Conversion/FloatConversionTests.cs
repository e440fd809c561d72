using System.Runtime.InteropServices;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Tests.Conversion;

/// <summary>Rounding of floats to floats, written in pieces of every length.</summary>
public sealed class FloatConversionTests
{
    [Fact]
    public void Brain_floats_come_back_as_they_were()
    {
        ushort[] all = [.. Enumerable.Range(0, 1 << 16).Select(static bits => (ushort)bits)];
        byte[] singles = Convert(MemoryMarshal.AsBytes<ushort>(all), TensorType.BF16, TensorType.F32, out long overflows);
        Assert.Equal(0, overflows);
        ushort[] back = MemoryMarshal.Cast<byte, ushort>(Convert(singles, TensorType.F32, TensorType.BF16, out _)).ToArray();
        for (int i = 0; i < all.Length; i++)
        {
            bool isNotANumber = (all[i] & 0x7F80) == 0x7F80 && (all[i] & 0x7F) != 0;
            Assert.True(isNotANumber ? (back[i] & 0x7FC0) == 0x7FC0 : back[i] == all[i], $"{all[i]:x4} became {back[i]:x4}");
        }
    }

    [Theory]
    [InlineData(0x3F808000u, 0x3F80)] // a tie goes to the even one
    [InlineData(0x3F818000u, 0x3F82)]
    [InlineData(0x3F808001u, 0x3F81)]
    [InlineData(0x7F7FFFFFu, 0x7F80)] // the largest becomes infinite
    [InlineData(0x80000001u, 0x8000)]
    [InlineData(0x7F800000u, 0x7F80)]
    [InlineData(0x7F800001u, 0x7FC0)] // not a number stays none
    public void Singles_are_rounded_to_brain_floats(uint bits, int expected)
    {
        byte[] converted = Convert(BitConverter.GetBytes(bits), TensorType.F32, TensorType.BF16, out long overflows);
        Assert.Equal((ushort)expected, BitConverter.ToUInt16(converted));
        Assert.Equal(bits == 0x7F7FFFFFu ? 1 : 0, overflows);
    }

    [Fact]
    public void Doubles_are_rounded_once()
    {
        // Just above a tie of BF16: as a float it would be the tie, and go to the even one below.
        double value = 1 + (1.0 / 256) + Math.Pow(2, -40);
        Assert.Equal(0x3F81, BitConverter.ToUInt16(Convert(BitConverter.GetBytes(value), TensorType.F64, TensorType.BF16, out _)));
        double half = 1 + (1.0 / 2048) + Math.Pow(2, -40);
        Assert.Equal((Half)(1 + (1.0 / 1024)), BitConverter.ToHalf(Convert(BitConverter.GetBytes(half), TensorType.F64, TensorType.F16, out _)));
    }

    [Fact]
    public void What_became_infinite_is_counted()
    {
        float[] values = [65504, 65519, 65520, -1e30f, float.PositiveInfinity, float.NaN];
        Half[] halves = MemoryMarshal.Cast<byte, Half>(Convert(MemoryMarshal.AsBytes<float>(values), TensorType.F32, TensorType.F16, out long overflows)).ToArray();
        Assert.Equal([Half.MaxValue, Half.MaxValue, Half.PositiveInfinity, Half.NegativeInfinity, Half.PositiveInfinity, Half.NaN], halves);
        Assert.Equal(2, overflows);
    }

    private static byte[] Convert(ReadOnlySpan<byte> elements, TensorType from, TensorType to, out long overflows)
    {
        using MemoryStream written = new();
        using FloatConversionStream conversion = new(from, to, written);
        for (int at = 0, length = 1; at < elements.Length; at += length, length = (length * 3 % 101) + 1)
        {
            conversion.Write(elements[at..Math.Min(elements.Length, at + length)]);
        }

        overflows = conversion.OverflowCount;
        return written.ToArray();
    }
}
