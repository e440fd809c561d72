using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ShapeGen.Comparison.Peers;

/// <summary>Writes a message in Protocol Buffers' wire format, as far as ONNX needs it.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
    }

    public void Single(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _buffer.Write(bytes);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, Delimited);
        WriteVarint((ulong)value.Length);
        _buffer.Write(value);
    }

    public void Numbers<T>(int field, ReadOnlySpan<T> values)
        where T : unmanaged => Bytes(field, MemoryMarshal.AsBytes(values));

    public void Message(int field, ProtobufWriter message) => Bytes(field, message._buffer.WrittenSpan);

    private void Tag(int field, int type) => WriteVarint(((ulong)field << 3) | (uint)type);

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _buffer.Write([(byte)(value | 0x80)]);
        }

        _buffer.Write([(byte)value]);
    }
}
