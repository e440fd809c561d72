using System.Buffers.Binary;
using System.Text;

namespace ShapeGen.ConvertMoonshine;

/// <summary>
/// Reads the fields of a protocol buffers message, one after the other. ONNX files need a few fields of five messages, so there is no schema and no library.
/// </summary>
/// <param name="message">The message. What is read is a view of it.</param>
internal struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private ReadOnlyMemory<byte> _rest = message;
    private int _wireType;
    private ulong _number;
    private ReadOnlyMemory<byte> _bytes;

    /// <summary>The number of the field that was read, which says what it is.</summary>
    public int Field { get; private set; }

    /// <summary>The field as a whole number.</summary>
    public readonly long Number => _wireType == WireType.Number ? (long)_number : throw Unexpected();

    /// <summary>The field as bytes, or as a message in the message.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _wireType == WireType.Bytes ? _bytes : throw Unexpected();

    /// <summary>The field as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The field as whole numbers: one, or several in a row of bytes.</summary>
    public readonly IReadOnlyList<long> Numbers
    {
        get
        {
            if (_wireType == WireType.Number)
            {
                return [Number];
            }

            List<long> numbers = [];
            ReadOnlyMemory<byte> rest = Bytes;
            while (!rest.IsEmpty)
            {
                numbers.Add((long)ReadNumber(ref rest));
            }

            return numbers;
        }
    }

    /// <summary>Reads the next field.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InvalidDataException">The message is cut off, or is none.</exception>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ulong tag = ReadNumber(ref _rest);
        Field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        _number = 0;
        _bytes = default;
        switch (_wireType)
        {
            case WireType.Number:
                _number = ReadNumber(ref _rest);
                break;
            case WireType.EightBytes:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref _rest, sizeof(ulong)).Span);
                break;
            case WireType.Bytes:
                _bytes = Take(ref _rest, ReadNumber(ref _rest));
                break;
            case WireType.FourBytes:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref _rest, sizeof(uint)).Span);
                break;
            default:
                throw new InvalidDataException($"This is no ONNX file: field {Field} has the unknown wire type {_wireType}.");
        }

        return true;
    }

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    private static ulong ReadNumber(ref ReadOnlyMemory<byte> rest)
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(ref rest, 1).Span[0];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }

        throw new InvalidDataException("This is no ONNX file: it has a number of more than 64 bits.");
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> rest, ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            throw new InvalidDataException($"This is no whole ONNX file: {length} bytes are announced where {rest.Length} are left.");
        }

        ReadOnlyMemory<byte> taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private readonly InvalidDataException Unexpected() => new($"This is no ONNX file: field {Field} has the wire type {_wireType}.");

    private static class WireType
    {
        public const int Number = 0;
        public const int EightBytes = 1;
        public const int Bytes = 2;
        public const int FourBytes = 5;
    }
}
