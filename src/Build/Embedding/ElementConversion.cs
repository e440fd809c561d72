using System.Globalization;

namespace ShapeGen.Build.Embedding;

/// <summary>Converts the elements of a tensor block by block, little-endian on every machine.</summary>
internal sealed class ElementConversion
{
    private readonly Func<byte[], int, uint> _read;
    private readonly Precision _precision;
    private readonly string _tensor;
    private long _done;

    private ElementConversion(Func<byte[], int, uint> read, int size, Precision precision, string tensor)
    {
        (_read, SourceSize, _precision, _tensor) = (read, size, precision, tensor);
    }

    /// <summary>Bytes of an element in the file.</summary>
    public int SourceSize { get; }

    /// <summary>The conversion of a tensor; null if its elements are kept: integers, and floats that already have the type.</summary>
    public static ElementConversion? Of(TensorEntry tensor, Precision precision) => precision == Precision.AsStored || tensor.Type == precision.TypeName()
        ? null
        : tensor.Type switch
        {
            "F64" => new(static (bytes, at) => SingleBits.FromDouble(UInt32(bytes, at) | ((ulong)UInt32(bytes, at + 4) << 32)), 8, precision, tensor.Name),
            "F32" => new(UInt32, 4, precision, tensor.Name),
            "F16" => new(static (bytes, at) => FloatBits.FromHalf(UInt16(bytes, at)), 2, precision, tensor.Name),
            "BF16" => new(static (bytes, at) => FloatBits.FromBFloat16(UInt16(bytes, at)), 2, precision, tensor.Name),
            _ => null,
        };

    /// <summary>Converts the next elements of the tensor.</summary>
    /// <param name="source">Whole elements.</param>
    /// <param name="length">Number of bytes of the source.</param>
    /// <param name="destination">Receives two bytes for each element.</param>
    /// <returns>Number of bytes written.</returns>
    /// <exception cref="InvalidDataException">A finite number would become infinite.</exception>
    public int Convert(byte[] source, int length, byte[] destination)
    {
        bool isHalf = _precision == Precision.Half;
        int to = 0;
        for (int from = 0; from < length; from += SourceSize)
        {
            uint single = _read(source, from);
            ushort converted = isHalf ? FloatBits.ToHalf(single) : FloatBits.ToBFloat16(single);
            if ((converted & 0x7fff) == (isHalf ? 0x7c00 : 0x7f80) && IsFinite(source, from, single))
            {
                throw Overflow(source, from, single);
            }

            destination[to] = (byte)converted;
            destination[to + 1] = (byte)(converted >> 8);
            to += 2;
        }

        _done += length / SourceSize;
        return to;
    }

    private static ushort UInt16(byte[] bytes, int at) => (ushort)(bytes[at] | (bytes[at + 1] << 8));

    private static uint UInt32(byte[] bytes, int at) => bytes[at] | ((uint)bytes[at + 1] << 8) | ((uint)bytes[at + 2] << 16) | ((uint)bytes[at + 3] << 24);

    /// <summary>Whether the original number is finite. A double may be finite although its single is not.</summary>
    private bool IsFinite(byte[] source, int at, uint single) => SourceSize == 8
        ? ((UInt16(source, at + 6) >> 4) & 0x7ff) != 0x7ff
        : FloatBits.IsFinite(single);

    private InvalidDataException Overflow(byte[] source, int at, uint single)
    {
        double value = SourceSize == 8
            ? BitConverter.Int64BitsToDouble((long)(UInt32(source, at) | ((ulong)UInt32(source, at + 4) << 32)))
            : SingleBits.Value(single);
        string advice = _precision == Precision.Half ? "write Precision=\"BFloat16\", or leave Precision out" : "leave Precision out";
        return new(string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' has the value {1:G9} at element {2}, but the largest {3} is {4}; {5}",
            _tensor,
            value,
            _done + (at / SourceSize),
            _precision,
            _precision.Largest(),
            advice));
    }
}
