using System.Buffers.Binary;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>Converts floats to floats of another width, rounding to the nearest, ties to even.</summary>
internal sealed class FloatConversionStream(TensorType from, TensorType to, Stream destination) : ElementStream(from.Size())
{
    private byte[] _converted = [];

    /// <summary>The number of finite values that became infinite.</summary>
    public long OverflowCount { get; private set; }

    /// <inheritdoc/>
    protected override void WriteElements(ReadOnlySpan<byte> elements)
    {
        int count = elements.Length / from.Size();
        if (_converted.Length < count * to.Size())
        {
            _converted = new byte[count * to.Size()];
        }

        Span<byte> converted = _converted.AsSpan(0, count * to.Size());
        for (int i = 0; i < count; i++)
        {
            double value = Read(elements[(i * from.Size())..]);
            double written = Write(value, converted[(i * to.Size())..]);
            if (double.IsInfinity(written) && double.IsFinite(value))
            {
                OverflowCount++;
            }
        }

        destination.Write(converted);
    }

    private double Read(ReadOnlySpan<byte> element) => from switch
    {
        TensorType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
        TensorType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
        TensorType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
        TensorType.BF16 => BitConverter.UInt32BitsToSingle(FloatBits.FromBFloat16(BinaryPrimitives.ReadUInt16LittleEndian(element))),
        _ => throw new ArgumentOutOfRangeException(nameof(element), from, "No conversion from this type."),
    };

    /// <returns>The value that was written.</returns>
    private double Write(double value, Span<byte> element)
    {
        switch (to)
        {
            case TensorType.F32:
                float single = (float)value;
                BinaryPrimitives.WriteSingleLittleEndian(element, single);
                return single;
            case TensorType.F16:
                // Directly from the double: going through float would round twice.
                Half half = (Half)value;
                BinaryPrimitives.WriteHalfLittleEndian(element, half);
                return (double)half;
            case TensorType.BF16:
                ushort bits = ToBrainFloat(value);
                BinaryPrimitives.WriteUInt16LittleEndian(element, bits);
                return BitConverter.UInt32BitsToSingle(FloatBits.FromBFloat16(bits));
            default:
                throw new ArgumentOutOfRangeException(nameof(element), to, "No conversion to this type.");
        }
    }

    private static ushort ToBrainFloat(double value)
    {
        if (double.IsNaN(value))
        {
            return (ushort)(double.IsNegative(value) ? 0xFFC0 : 0x7FC0);
        }

        // Round to odd first, so that the second rounding equals rounding the double: an inexact float gets a last bit of 1.
        float single = (float)value;
        uint bits = BitConverter.SingleToUInt32Bits(single);
        if (double.IsFinite(value) && single != value)
        {
            uint towardsZero = Math.Abs((double)single) > Math.Abs(value) ? bits - 1 : bits;
            bits = towardsZero | 1;
        }

        return FloatBits.ToBFloat16(bits);
    }
}
