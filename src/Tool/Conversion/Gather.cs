using System.Globalization;
using System.Runtime.InteropServices;

namespace ShapeGen.Tool.Conversion;

/// <summary>Writes a tensor whose elements are not in row-major order: a transposed view, a slice, an array in Fortran order.</summary>
internal static class Gather
{
    private const int BlockBytes = 1 << 16;

    /// <summary>Writes the elements in row-major order.</summary>
    /// <param name="source">The bytes that the strides refer to.</param>
    /// <param name="elementSize">1, 2, 4 or 8 bytes.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="strides">In elements. The caller has checked that every element lies within <paramref name="source"/>.</param>
    /// <param name="destination">Receives the elements.</param>
    public static void Write(ReadOnlySpan<byte> source, int elementSize, IReadOnlyList<long> shape, IReadOnlyList<long> strides, Stream destination)
    {
        switch (elementSize)
        {
            case 1:
                Write(source, shape, strides, destination);
                break;
            case 2:
                Write(MemoryMarshal.Cast<byte, ushort>(source), shape, strides, destination);
                break;
            case 4:
                Write(MemoryMarshal.Cast<byte, uint>(source), shape, strides, destination);
                break;
            case 8:
                Write(MemoryMarshal.Cast<byte, ulong>(source), shape, strides, destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(elementSize), elementSize, "Elements are of 1, 2, 4 or 8 bytes.");
        }
    }

    /// <summary>Allocates a buffer for a whole tensor.</summary>
    /// <exception cref="InvalidDataException">The tensor is too large for an array.</exception>
    public static byte[] Allocate(long bytes, string name) => bytes <= Array.MaxLength
        ? GC.AllocateUninitializedArray<byte>((int)bytes)
        : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture,
            $"the elements of {Text.Quote(name)} are not in row-major order, and its {bytes} bytes are more than the {Array.MaxLength} that can be reordered. Store it contiguously first."));

    private static void Write<T>(ReadOnlySpan<T> source, IReadOnlyList<long> shape, IReadOnlyList<long> strides, Stream destination)
        where T : unmanaged
    {
        long rest = Shapes.Count(shape);
        T[] block = new T[BlockBytes / Marshal.SizeOf<T>()];
        long[] position = new long[shape.Count];
        long index = 0;
        while (rest > 0)
        {
            int length = (int)Math.Min(rest, block.Length);
            for (int i = 0; i < length; i++)
            {
                block[i] = source[(int)index];
                for (int dimension = position.Length - 1; dimension >= 0; dimension--)
                {
                    index += strides[dimension];
                    if (++position[dimension] < shape[dimension])
                    {
                        break;
                    }

                    index -= position[dimension] * strides[dimension];
                    position[dimension] = 0;
                }
            }

            destination.Write(MemoryMarshal.AsBytes(block.AsSpan(0, length)));
            rest -= length;
        }
    }
}
