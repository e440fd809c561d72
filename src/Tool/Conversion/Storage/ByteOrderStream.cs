using System.Runtime.InteropServices;
using System.Buffers.Binary;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>Reverses the bytes of each element, from big-endian to little-endian.</summary>
internal sealed class ByteOrderStream(int elementSize, Stream destination) : ElementStream(elementSize)
{
    private byte[] _turned = [];

    /// <summary>Reverses the bytes of each element.</summary>
    public static void Reverse(Span<byte> elements, int elementSize)
    {
        switch (elementSize)
        {
            case 1:
                break;
            case 2:
                Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(elements);
                BinaryPrimitives.ReverseEndianness(halves, halves);
                break;
            case 4:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(elements);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<ulong> doubles = MemoryMarshal.Cast<byte, ulong>(elements);
                BinaryPrimitives.ReverseEndianness(doubles, doubles);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(elementSize), elementSize, "Elements are of 1, 2, 4 or 8 bytes.");
        }
    }

    /// <inheritdoc/>
    protected override void WriteElements(ReadOnlySpan<byte> elements)
    {
        if (_turned.Length < elements.Length)
        {
            _turned = new byte[elements.Length];
        }

        Span<byte> turned = _turned.AsSpan(0, elements.Length);
        elements.CopyTo(turned);
        Reverse(turned, ElementSize);
        destination.Write(turned);
    }
}
