using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>Reads the elements of a tensor from its segments in the file.</summary>
internal static class OnnxElements
{
    private const int MaxVarintBytes = 10;

    /// <summary>Writes the elements.</summary>
    /// <returns>The number of bytes. It stops after one element more than <paramref name="expected"/>.</returns>
    public static long CopyTo(FileBytes file, IReadOnlyList<OnnxDataSegment> segments, TensorType type, long expected, Stream destination)
    {
        long written = 0;
        foreach (OnnxDataSegment segment in segments)
        {
            if (written > expected)
            {
                break;
            }

            written += segment is { IsPacked: true, Field: OnnxDataSegment.Raw or OnnxDataSegment.Floats or OnnxDataSegment.Doubles }
                ? CopyBytes(file, segment, expected - written, destination)
                : CopyNumbers(file, segment, type, expected - written, destination);
        }

        return written;
    }

    /// <summary>Copies elements unchanged: protocol buffers are little-endian, too.</summary>
    private static long CopyBytes(FileBytes file, OnnxDataSegment segment, long expected, Stream destination)
    {
        (long begin, long length) = Content(file, segment);
        if (length > expected)
        {
            return length;
        }

        file.CopyTo(begin, length, destination);
        return length;
    }

    private static long CopyNumbers(FileBytes file, OnnxDataSegment segment, TensorType type, long expected, Stream destination)
    {
        (long begin, long length) = segment.IsPacked ? Content(file, segment) : (segment.Begin, segment.End - segment.Begin);
        using PieceStream piece = new(file, begin, length);
        using CodedInputStream input = new(piece);
        int size = type.Size();
        byte[] block = new byte[4096 * sizeof(ulong)];
        int filled = 0;
        long written = 0;
        bool isFirst = true;
        while (!input.IsAtEnd && written <= expected)
        {
            if (!segment.IsPacked && !isFirst)
            {
                input.ReadTag();
            }

            isFirst = false;
            ulong bits = segment.Field switch
            {
                OnnxDataSegment.Floats => input.ReadFixed32(),
                OnnxDataSegment.Doubles => input.ReadFixed64(),
                _ => input.ReadUInt64(),
            };
            RequireFit(segment.Field, type, bits);
            BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(filled), bits);
            filled += size;
            written += size;
            if (filled > block.Length - sizeof(ulong) && written <= expected)
            {
                destination.Write(block.AsSpan(0, filled));
                filled = 0;
            }
        }

        if (written <= expected)
        {
            destination.Write(block.AsSpan(0, filled));
        }

        return written;
    }

    /// <summary>Checks that the type can hold a number. Signed integers are sign-extended, the bits of floats are not.</summary>
    private static void RequireFit(int field, TensorType type, ulong bits)
    {
        long number = (long)bits;
        bool fits = type switch
        {
            TensorType.F32 or TensorType.F64 or TensorType.I64 or TensorType.U64 => true,
            TensorType.I8 => number == (sbyte)number,
            TensorType.I16 => number == (short)number,
            TensorType.I32 => number == (int)number,
            TensorType.Bool => bits <= 1,
            TensorType.U8 or TensorType.F8E4M3 or TensorType.F8E5M2 or TensorType.F8E4M3Fnuz or TensorType.F8E5M2Fnuz or TensorType.F8E8M0 => bits <= byte.MaxValue,
            TensorType.U16 or TensorType.F16 or TensorType.BF16 => bits <= ushort.MaxValue,
            TensorType.U32 => bits <= uint.MaxValue,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
        };
        if (!fits)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"field {field} of a tensor has {number}, which {type.HeaderName()} cannot hold."));
        }
    }

    /// <summary>The content of a packed field, which follows its length.</summary>
    private static (long Begin, long Length) Content(FileBytes file, OnnxDataSegment segment)
    {
        Span<byte> prefix = stackalloc byte[(int)Math.Min(MaxVarintBytes, segment.End - segment.Begin)];
        file.Read(segment.Begin, prefix);
        int length = 1;
        while (length < prefix.Length && prefix[length - 1] >= 0x80)
        {
            length++;
        }

        return (segment.Begin + length, segment.End - segment.Begin - length);
    }

    /// <summary>A read-only stream over a piece of a file.</summary>
    private sealed class PieceStream(FileBytes file, long begin, long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(count, length - _position);
            file.Read(begin + _position, buffer.AsSpan(offset, read));
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
