using ShapeGen.Build.Embedding;

namespace ShapeGen.Runtime.Tests.Embedding;

/// <summary>Conversions on bits, against the framework's <see cref="Half"/> and against bfloat16 by its definition.</summary>
public class FloatBitsTests
{
    /// <summary>What rounding decides on: nothing, least, just below half, half, just above, most.</summary>
    private static readonly uint[] Remainders = [0, 1, 0x7fff, 0x8000, 0x8001, 0xffff];

    [Fact]
    public void Every_half_is_its_single()
    {
        for (int half = 0; half <= ushort.MaxValue; half++)
        {
            uint expected = BitConverter.SingleToUInt32Bits((float)BitConverter.UInt16BitsToHalf((ushort)half));
            uint found = FloatBits.FromHalf((ushort)half);

            // The framework makes a signalling NaN a quiet one.
            Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle(expected)) ? float.IsNaN(BitConverter.UInt32BitsToSingle(found)) : expected == found, $"{half:x4}: {found:x8}");
            Assert.Equal(float.IsNaN(BitConverter.UInt32BitsToSingle(found)) ? half | 0x200 : half, FloatBits.ToHalf(found));
        }
    }

    [Fact]
    public void Singles_around_each_half_are_the_frameworks_halves()
    {
        for (int half = 0; half <= ushort.MaxValue; half++)
        {
            uint single = FloatBits.FromHalf((ushort)half);
            for (int away = -3; away <= 3; away++)
            {
                // The half itself, and the middle between it and the next: an ulp of a normal half is 2¹³ of a single's.
                AssertHalf(single + (uint)away);
                AssertHalf(single + 0x1000 + (uint)away);
                AssertHalf(Middle((ushort)half) + (uint)away);
            }
        }

        // Exact for subnormal halves too, whose ulps are longer.
        static uint Middle(ushort half) => BitConverter.SingleToUInt32Bits(
            (float)(((double)BitConverter.UInt16BitsToHalf(half) + (double)BitConverter.UInt16BitsToHalf((ushort)(half + 1))) / 2));
    }

    [Fact]
    public void Every_exponent_and_many_fractions_are_the_frameworks_halves()
    {
        for (uint upper = 0; upper <= ushort.MaxValue; upper++)
        {
            foreach (uint remainder in Remainders)
            {
                AssertHalf((upper << 16) | remainder);
            }
        }

        Random random = new(11);
        for (int i = 0; i < 1_000_000; i++)
        {
            AssertHalf((uint)random.NextInt64(1L << 32));
        }
    }

    [Fact]
    public void Every_brain_float_and_what_is_between_two_is_rounded_by_definition()
    {
        for (uint upper = 0; upper <= ushort.MaxValue; upper++)
        {
            foreach (uint remainder in Remainders)
            {
                uint single = (upper << 16) | remainder;
                Assert.True(BrainFloatByDefinition(single) == FloatBits.ToBFloat16(single), $"{single:x8}: {FloatBits.ToBFloat16(single):x4}");
            }
        }
    }

    [Theory]
    [InlineData(0.1, 0.1f)]
    [InlineData(1e300, float.PositiveInfinity)]
    [InlineData(-1e300, float.NegativeInfinity)]
    [InlineData(1e-300, 0f)]
    [InlineData(double.NaN, float.NaN)]
    [InlineData(-0.0, -0f)]
    public void Doubles_are_rounded_to_singles(double value, float expected) =>
        Assert.Equal(BitConverter.SingleToUInt32Bits(expected), SingleBits.FromDouble(BitConverter.DoubleToUInt64Bits(value)));

    private static void AssertHalf(uint single)
    {
        ushort expected = BitConverter.HalfToUInt16Bits((Half)BitConverter.UInt32BitsToSingle(single));
        ushort found = FloatBits.ToHalf(single);
        Assert.True(expected == found, $"{single:x8}: {found:x4}, not {expected:x4}");
    }

    /// <summary>The nearer one of the two that a single is between, of two equally near the even one; computed in doubles, which hold all of them.</summary>
    private static ushort BrainFloatByDefinition(uint single)
    {
        float value = BitConverter.UInt32BitsToSingle(single);
        ushort lower = (ushort)(single >> 16);
        if (float.IsNaN(value))
        {
            return (ushort)(lower | 0x40);
        }

        if (float.IsInfinity(value) || (single & 0xffff) == 0)
        {
            return lower;
        }

        // Beyond the largest one comes 2¹²⁸, which is called infinity.
        double below = Math.Abs((double)BitConverter.UInt32BitsToSingle((uint)lower << 16));
        double above = (lower & 0x7fff) == 0x7f7f ? Math.Pow(2, 128) : Math.Abs((double)BitConverter.UInt32BitsToSingle((uint)(lower + 1) << 16));
        double magnitude = Math.Abs((double)value);
        bool up = above - magnitude < magnitude - below || (above - magnitude == magnitude - below && (lower & 1) == 1);
        return (ushort)(lower + (up ? 1 : 0));
    }
}
