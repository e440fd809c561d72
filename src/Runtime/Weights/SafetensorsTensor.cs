using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ShapeGen;

/// <summary>A tensor for <see cref="SafetensorsWriter"/>.</summary>
public sealed class SafetensorsTensor
{
    private readonly long[] _shape;

    /// <summary>Creates a tensor from the bytes that the file will hold.</summary>
    /// <param name="name">The name, unique in its file.</param>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The size of each dimension, outermost first; empty for a scalar.</param>
    /// <param name="data">The elements, row-major, little-endian. They are not copied but read when the file is written.</param>
    /// <exception cref="ArgumentException">The name is reserved or not valid Unicode, a size is negative, or the length of <paramref name="data"/> does not match type and shape.</exception>
    public SafetensorsTensor(string name, TensorType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (!TensorTypes.IsDefined(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "type is not an element type of safetensors.");
        }

        if (name == SafetensorsFormat.MetadataKey)
        {
            throw new ArgumentException($"'{SafetensorsFormat.MetadataKey}' is reserved by the format; give the tensor another name.", nameof(name));
        }

        Unicode.Require(name, nameof(name));
        _shape = [.. shape];
        if (_shape.Length > SafetensorsFormat.MaxRank)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has {_shape.Length} dimensions, more than {SafetensorsFormat.MaxRank}."), nameof(shape));
        }

        if (Array.Exists(_shape, static size => size < 0) || !SafetensorsFormat.TryGetByteCount(type, _shape, out long expected))
        {
            throw new ArgumentException($"{Text.Quote(name)} has the impossible shape {Text.Shape<long>(_shape)}.", nameof(shape));
        }

        if (expected != data.Length)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Text.Quote(name)} has {data.Length} bytes of data, but {type.HeaderName()} {Text.Shape<long>(_shape)} takes {expected}. Pass exactly that many."),
                nameof(data));
        }

        Name = name;
        Type = type;
        Shape = Array.AsReadOnly(_shape);
        Data = data;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public TensorType Type { get; }

    /// <summary>The size of each dimension, outermost first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements, row-major, little-endian.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Creates an F32 tensor from a copy of <paramref name="values"/>.</summary>
    /// <param name="name">The name, unique in its file.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The size of each dimension, outermost first; none for a scalar.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static SafetensorsTensor FromSingles(string name, ReadOnlySpan<float> values, params int[] shape)
    {
        byte[] data = new byte[checked(values.Length * sizeof(float))];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(data);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(i * sizeof(float)), values[i]);
            }
        }

        return new SafetensorsTensor(name, TensorType.F32, Widen(shape), data);
    }

    /// <summary>Creates an F64 tensor from a copy of <paramref name="values"/>.</summary>
    /// <param name="name">The name, unique in its file.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The size of each dimension, outermost first; none for a scalar.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static SafetensorsTensor FromDoubles(string name, ReadOnlySpan<double> values, params int[] shape)
    {
        byte[] data = new byte[checked(values.Length * sizeof(double))];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(i * sizeof(double)), values[i]);
        }

        return new SafetensorsTensor(name, TensorType.F64, Widen(shape), data);
    }

    /// <summary>Creates an F16 tensor from a copy of <paramref name="values"/>.</summary>
    /// <param name="name">The name, unique in its file.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The size of each dimension, outermost first; none for a scalar.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static SafetensorsTensor FromHalves(string name, ReadOnlySpan<Half> values, params int[] shape)
    {
        const int Size = 2;
        byte[] data = new byte[checked(values.Length * Size)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(i * Size), values[i]);
        }

        return new SafetensorsTensor(name, TensorType.F16, Widen(shape), data);
    }

    private static long[] Widen(int[] shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return Array.ConvertAll(shape, static size => (long)size);
    }
}
