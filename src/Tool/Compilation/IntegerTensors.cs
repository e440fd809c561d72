using System.Buffers.Binary;
using System.Text.Json;
using ShapeGen.Tool.Console;

namespace ShapeGen.Tool.Compilation;

/// <summary>Reads integer tensors of a safetensors file, which the runtime does not: ids, types, lengths.</summary>
/// <param name="path">The file.</param>
/// <param name="file">The same file, opened: its header has been checked.</param>
internal sealed class IntegerTensors(string path, SafetensorsFile file)
{
    /// <summary>Reads a tensor of integers that fit in 32 bits.</summary>
    /// <exception cref="ToolException">It has other values.</exception>
    public int[] Read(TensorInfo tensor)
    {
        int size = tensor.Type switch
        {
            TensorType.I64 => 8,
            TensorType.I32 or TensorType.U32 => 4,
            TensorType.I16 or TensorType.U16 => 2,
            TensorType.I8 or TensorType.U8 => 1,
            TensorType.F32 or TensorType.F64 or TensorType.F16 or TensorType.BF16 => 0,
            _ => throw ToolException.BadFile(path, $"{tensor} should hold integers: I64 or I32."),
        };
        if (size == 0)
        {
            // Some programs write everything as floats.
            return Array.ConvertAll(file.ReadSingles(tensor.Name), value => value == MathF.Floor(value) && MathF.Abs(value) <= 1 << 24 ? (int)value : throw Wrong(tensor, value));
        }

        byte[] bytes = Bytes(tensor, checked(tensor.ElementCount * size));
        int[] values = new int[tensor.ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> from = bytes.AsSpan(i * size, size);
            long value = tensor.Type switch
            {
                TensorType.I64 => BinaryPrimitives.ReadInt64LittleEndian(from),
                TensorType.I32 => BinaryPrimitives.ReadInt32LittleEndian(from),
                TensorType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(from),
                TensorType.I16 => BinaryPrimitives.ReadInt16LittleEndian(from),
                TensorType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(from),
                TensorType.I8 => (sbyte)from[0],
                TensorType.U8 => from[0],
                _ => throw new InvalidOperationException($"No integers are known of {tensor.Type}."),
            };
            values[i] = value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Wrong(tensor, value);
        }

        return values;
    }

    private ToolException Wrong(TensorInfo tensor, object value) => ToolException.BadFile(path, FormattableString.Invariant($"{tensor} has {value}, which is not a 32-bit integer."));

    private byte[] Bytes(TensorInfo tensor, long count)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] prefix = new byte[8];
        stream.ReadExactly(prefix);
        byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(prefix)];
        stream.ReadExactly(header);
        using JsonDocument json = JsonDocument.Parse(header);
        long start = json.RootElement.GetProperty(tensor.Name).GetProperty("data_offsets")[0].GetInt64();
        stream.Position = prefix.Length + header.LongLength + start;
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
