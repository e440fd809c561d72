using System.Buffers.Binary;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.TensorFlowLite;

/// <summary>A quantised tensor, converted to floats.</summary>
internal sealed class QuantizedTensor(StoredTensor numbers, Quantization quantization) : StoredTensor(numbers.Name, TensorType.F32, numbers.Shape)
{
    /// <inheritdoc/>
    public override void CopyTo(Stream destination)
    {
        // The number of consecutive elements with the same scale.
        long run = 1;
        for (int dimension = quantization.Dimension + 1; dimension < Shape.Count; dimension++)
        {
            run *= Shape[dimension];
        }

        using Dequantizer dequantizer = new(numbers.Type, quantization, run, destination);
        numbers.CopyTo(dequantizer);
    }

    private sealed class Dequantizer(TensorType type, Quantization quantization, long run, Stream destination) : ElementStream(type.Size())
    {
        private long _index;
        private byte[] _floats = [];

        protected override void WriteElements(ReadOnlySpan<byte> elements)
        {
            int size = type.Size(), count = elements.Length / size;
            if (_floats.Length < count * sizeof(float))
            {
                _floats = new byte[count * sizeof(float)];
            }

            for (int i = 0; i < count; i++)
            {
                int channel = quantization.Scales.Count == 1 ? 0 : (int)(_index++ / run % quantization.Scales.Count);
                long zero = quantization.ZeroPoints[quantization.ZeroPoints.Count == 1 ? 0 : channel];
                float value = (Read(elements[(i * size)..]) - zero) * quantization.Scales[channel];
                BinaryPrimitives.WriteSingleLittleEndian(_floats.AsSpan(i * sizeof(float)), value);
            }

            destination.Write(_floats.AsSpan(0, count * sizeof(float)));
        }

        private long Read(ReadOnlySpan<byte> element) => type switch
        {
            TensorType.I8 => (sbyte)element[0],
            TensorType.U8 => element[0],
            TensorType.I16 => BinaryPrimitives.ReadInt16LittleEndian(element),
            TensorType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
            _ => throw new ArgumentOutOfRangeException(nameof(element), type, "Not quantised so."),
        };
    }
}
