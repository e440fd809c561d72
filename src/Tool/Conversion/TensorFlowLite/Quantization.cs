using System.Globalization;

namespace ShapeGen.Tool.Conversion.TensorFlowLite;

/// <summary>How integers represent floats: (integer - zero point) × scale, with one scale for the tensor or one for each index of a dimension.</summary>
/// <param name="Scales">One or several.</param>
/// <param name="ZeroPoints">One, or one for each scale.</param>
/// <param name="Dimension">The dimension that the scales are of.</param>
internal sealed record Quantization(IReadOnlyList<float> Scales, IReadOnlyList<long> ZeroPoints, int Dimension)
{
    private const int ScaleField = 2, ZeroPointField = 3, DimensionField = 6;

    /// <summary>Reads it; null if the tensor is not quantised.</summary>
    /// <exception cref="InvalidDataException">The scales do not fit the shape.</exception>
    public static Quantization? Read(FlatTable tensor, TensorType type, long[] shape)
    {
        bool isWhole = type is TensorType.I8 or TensorType.U8 or TensorType.I16 or TensorType.I32;
        if (!isWhole || tensor.Child(TensorField.Quantization) is not { } table || table.Length(ScaleField, sizeof(float)) is not (int count and > 0))
        {
            return null;
        }

        // With a single scale, the dimension is meaningless and may be anything.
        int dimension = count == 1 ? 0 : (int)table.UInt32(DimensionField), zeros = table.Length(ZeroPointField, sizeof(long));
        bool fits = count == 1 || (dimension >= 0 && dimension < shape.Length && shape[dimension] == count);
        return fits && (zeros == count || zeros is 0 or 1)
            ? new(
                [.. Enumerable.Range(0, count).Select(i => table.Single(ScaleField, i))],
                [.. zeros == 0 ? [0L] : Enumerable.Range(0, zeros).Select(i => table.Int64(ZeroPointField, i))],
                dimension)
            : throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"it has {count} scales and {zeros} zero points for dimension {dimension}, which do not fit its shape {Shapes.Show(shape)}."));
    }
}
