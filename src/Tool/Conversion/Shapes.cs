namespace ShapeGen.Tool.Conversion;

/// <summary>Checked arithmetic for shapes from a file, whose sizes may be anything.</summary>
internal static class Shapes
{
    /// <summary>The number of elements of a tensor.</summary>
    /// <exception cref="InvalidDataException">A size is negative, there are too many dimensions, or the product overflows.</exception>
    public static long Count(IReadOnlyList<long> shape)
    {
        if (shape.Count > SafetensorsFormat.MaxRank)
        {
            throw new InvalidDataException($"a tensor has {shape.Count} dimensions, more than {SafetensorsFormat.MaxRank}.");
        }

        if (shape.Any(size => size < 0))
        {
            throw new InvalidDataException($"a tensor has the shape {Show(shape)}, which has a negative size.");
        }

        return SafetensorsFormat.TryGetElementCount([.. shape], out long count)
            ? count
            : throw new InvalidDataException($"a tensor has the shape {Show(shape)}: its number of elements overflows.");
    }

    /// <summary>The number of bytes of a tensor.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Count"/>.</exception>
    public static long ByteCount(TensorType type, IReadOnlyList<long> shape)
    {
        long count = Count(shape);
        return SafetensorsFormat.TryGetByteCount(type, [count], out long bytes)
            ? bytes
            : throw new InvalidDataException(SafetensorsFormat.FillsBytes(type, count)
                ? $"a tensor has the shape {Show(shape)}: its number of bytes overflows."
                : $"a tensor has the shape {Show(shape)}: its elements of {type.Bits()} bits do not fill whole bytes.");
    }

    /// <summary>The shape as text: <c>[192, 64]</c>.</summary>
    public static string Show(IReadOnlyList<long> shape) => Text.Shape<long>([.. shape]);

    /// <summary>The strides of a contiguous tensor, in elements.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="isColumnMajor">Whether the first dimension is the innermost, as in Fortran.</param>
    public static long[] Strides(IReadOnlyList<long> shape, bool isColumnMajor = false)
    {
        long[] strides = new long[shape.Count];
        long stride = 1;
        for (int step = 0; step < strides.Length; step++)
        {
            int dimension = isColumnMajor ? step : strides.Length - 1 - step;
            strides[dimension] = stride;
            stride *= Math.Max(1, shape[dimension]);
        }

        return strides;
    }

    /// <summary>Whether the elements are contiguous and in row-major order. Strides of dimensions of size 1 do not matter.</summary>
    public static bool IsContiguous(IReadOnlyList<long> shape, IReadOnlyList<long> strides)
    {
        long[] expected = Strides(shape);
        return shape.Contains(0) || Enumerable.Range(0, shape.Count).All(dimension => shape[dimension] == 1 || strides[dimension] == expected[dimension]);
    }
}
