using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ShapeGen.Runtime.Tests;

public class SingleConversionTests
{
    [Fact]
    public void Every_half()
    {
        byte[] source = new byte[65536 * 2];
        for (int i = 0; i < 65536; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(source.AsSpan(i * 2), (ushort)i);
        }

        float[] values = new float[65536];
        SingleConversion.Convert(source, TensorType.F16, values);

        for (int i = 0; i < values.Length; i++)
        {
            AssertSame(HalfByDefinition(i), values[i], i);
        }
    }

    [Fact]
    public void Every_brain_float()
    {
        byte[] source = new byte[65536 * 2];
        for (int i = 0; i < 65536; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(source.AsSpan(i * 2), (ushort)i);
        }

        float[] values = new float[65536];
        SingleConversion.Convert(source, TensorType.BF16, values);

        for (int i = 0; i < values.Length; i++)
        {
            AssertSame(BrainFloatByDefinition(i), values[i], i);
        }
    }

    [Theory]
    [InlineData(TensorType.F16)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.F64)]
    public void Any_length_at_any_address(TensorType type)
    {
        var random = new Random(5);
        for (int length = 0; length <= 70; length++)
        {
            for (int shift = 0; shift < 4; shift++)
            {
                byte[] bytes = new byte[shift + (length * type.Size())];
                float[] expected = new float[length];
                for (int i = 0; i < length; i++)
                {
                    expected[i] = random.Next(-128, 128) / 16f;
                    Span<byte> at = bytes.AsSpan(shift + (i * type.Size()));
                    switch (type)
                    {
                        case TensorType.F16:
                            BinaryPrimitives.WriteHalfLittleEndian(at, (Half)expected[i]);
                            break;
                        case TensorType.BF16:
                            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(BitConverter.SingleToUInt32Bits(expected[i]) >> 16));
                            break;
                        case TensorType.F32:
                            BinaryPrimitives.WriteSingleLittleEndian(at, expected[i]);
                            break;
                        default:
                            BinaryPrimitives.WriteDoubleLittleEndian(at, expected[i]);
                            break;
                    }
                }

                float[] actual = [.. Enumerable.Repeat(99f, length + 1)];
                SingleConversion.Convert(bytes.AsSpan(shift), type, actual.AsSpan(0, length));

                Assert.Equal([.. expected, 99f], actual);
            }
        }
    }

    [Fact]
    public void Doubles_are_rounded_to_nearest()
    {
        double[] doubles = [1 + Math.Pow(2, -24), 1 + Math.Pow(2, -24) + Math.Pow(2, -50), 1e300, -1e-300, double.NaN, double.NegativeInfinity, 0.1, float.Epsilon];
        float[] values = new float[doubles.Length];

        SingleConversion.Convert(MemoryMarshal.AsBytes<double>(doubles), TensorType.F64, values);

        Assert.Equal([1f, MathF.BitIncrement(1f), float.PositiveInfinity, -0f, float.NaN, float.NegativeInfinity, 0.1f, float.Epsilon], values);
        Assert.True(float.IsNegative(values[3]));
    }

    [Fact]
    public void Singles_keep_their_bits()
    {
        uint[] bits = [0x7fc12345, 0x00000001, 0x80000000, 0xff800000, 0x7f7fffff];
        float[] values = new float[bits.Length];

        SingleConversion.Convert(MemoryMarshal.AsBytes<uint>(bits), TensorType.F32, values);

        Assert.Equal(bits, values.Select(BitConverter.SingleToUInt32Bits));
    }

    /// <summary>IEEE 754's definition: sign · 2^(e - 15) · 1.f, or sign · 2^-14 · 0.f where e is 0.</summary>
    private static double HalfByDefinition(int bits)
    {
        int exponent = (bits >> 10) & 31;
        double fraction = (bits & 1023) / 1024.0;
        double magnitude = exponent switch
        {
            0 => Math.ScaleB(fraction, -14),
            31 => fraction == 0 ? double.PositiveInfinity : double.NaN,
            _ => Math.ScaleB(1 + fraction, exponent - 15),
        };
        return (bits & 0x8000) != 0 ? -magnitude : magnitude;
    }

    private static double BrainFloatByDefinition(int bits)
    {
        int exponent = (bits >> 7) & 255;
        double fraction = (bits & 127) / 128.0;
        double magnitude = exponent switch
        {
            0 => Math.ScaleB(fraction, -126),
            255 => fraction == 0 ? double.PositiveInfinity : double.NaN,
            _ => Math.ScaleB(1 + fraction, exponent - 127),
        };
        return (bits & 0x8000) != 0 ? -magnitude : magnitude;
    }

    private static void AssertSame(double expected, float actual, int bits)
    {
        bool same = double.IsNaN(expected)
            ? float.IsNaN(actual)
            : expected == actual && double.IsNegative(expected) == float.IsNegative(actual);
        Assert.True(same, $"0x{bits:x4}: expected {expected}, was {actual}");
    }
}
