namespace ShapeGen;

/// <summary>Reads the elements of a tensor in order, as floats.</summary>
internal static class TensorReader
{
    /// <summary>Elements that are read at once: with eight bytes each, what stays in an L2 cache beside what they become.</summary>
    private const int Block = 16 * 1024;

    /// <summary>Elements that fit on the stack: a vector of a small model needs no buffer.</summary>
    private const int FewElements = 256;

    /// <summary>Converts elements of a tensor.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">The tensor, of a type that can be converted.</param>
    /// <param name="destination">As long as the tensor, unless only some elements are wanted.</param>
    /// <param name="first">The first element.</param>
    /// <exception cref="CheckpointException">The file has become shorter since it was opened.</exception>
    public static void Convert(CheckpointMemory.Lease source, TensorInfo tensor, Span<float> destination, long first = 0)
    {
        int size = tensor.Type.Size();
        int elements = Math.Min(destination.Length, Block);
        Span<byte> buffer = source.IsInMemory ? default
            : elements <= FewElements ? stackalloc byte[FewElements * sizeof(double)]
            : GC.AllocateUninitializedArray<byte>(elements * size);
        long offset = tensor.Offset + (first * size);
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, Block);
            SingleConversion.Convert(source.Read(offset, count * size, buffer), tensor.Type, destination[..count]);
            destination = destination[count..];
            offset += count * size;
        }
    }
}
