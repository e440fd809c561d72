namespace ShapeGen;

/// <summary>Reads the elements of a tensor in order, as floats.</summary>
internal static class TensorReader
{
    /// <summary>Maximum elements read at once. With eight bytes each, they fit in an L2 cache together with the results.</summary>
    private const int Block = 16 * 1024;

    /// <summary>Up to this many elements, the buffer is on the stack: enough for a vector of a small model.</summary>
    private const int FewElements = 256;

    /// <summary>Converts elements of a tensor.</summary>
    /// <param name="source">The file.</param>
    /// <param name="tensor">The tensor, of a type that can be converted.</param>
    /// <param name="destination">The floats; as long as the tensor, or shorter to read only some elements.</param>
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
