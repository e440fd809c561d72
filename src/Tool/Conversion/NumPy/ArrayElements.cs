using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.NumPy;

/// <summary>Writes the elements of a NumPy array in the order of safetensors.</summary>
internal static class ArrayElements
{
    /// <summary>Writes the elements.</summary>
    /// <param name="tensor">The array.</param>
    /// <param name="header">The layout of its elements.</param>
    /// <param name="copy">Copies the elements unchanged.</param>
    /// <param name="destination">Receives the elements.</param>
    public static void Write(StoredTensor tensor, NpyHeader header, Action<Stream> copy, Stream destination)
    {
        int size = tensor.Type.Size();
        if (!header.IsColumnMajor || Shapes.IsContiguous(tensor.Shape, Shapes.Strides(tensor.Shape, isColumnMajor: true)))
        {
            if (header.IsBigEndian && size > 1)
            {
                using ByteOrderStream turned = new(size, destination);
                copy(turned);
            }
            else
            {
                copy(destination);
            }

            return;
        }

        byte[] elements = Gather.Allocate(tensor.ByteCount, tensor.Name);
        using (MemoryStream memory = new(elements))
        {
            copy(memory);
        }

        if (header.IsBigEndian)
        {
            ByteOrderStream.Reverse(elements, size);
        }

        Gather.Write(elements, size, tensor.Shape, Shapes.Strides(tensor.Shape, isColumnMajor: true), destination);
    }
}
