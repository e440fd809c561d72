namespace ShapeGen.ConvertMoonshine;

/// <summary>A constant of an ONNX graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The element type's number, 1 for float32.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Data">Its elements in little-endian order, or nothing where the file has them in another way.</param>
internal sealed record OnnxTensor(string Name, int Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    private const int Float32 = 1, Int64 = 7;

    /// <summary>Whether it counts, or says where something is.</summary>
    public bool IsIndex => Type == Int64;

    /// <summary>Reads a TensorProto.</summary>
    public static OnnxTensor Read(ReadOnlyMemory<byte> message)
    {
        string name = "";
        int type = 0;
        List<long> shape = [];
        ReadOnlyMemory<byte> data = default;
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    shape.AddRange(reader.Numbers);
                    break;
                case 2:
                    type = (int)reader.Number;
                    break;
                case 8:
                    name = reader.Text;
                    break;
                case 9:
                    data = reader.Bytes;
                    break;
            }
        }

        return new(name, type, [.. shape], data);
    }

    /// <summary>This tensor if it is float32 and whole.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public OnnxTensor RequireSingles()
    {
        long expected = Shape.Aggregate((long)sizeof(float), (product, size) => product * size);
        return Type == Float32 && Data.Length == expected
            ? this
            : throw new InvalidDataException(
                $"{Name} [{string.Join(", ", Shape)}] has {Data.Length} bytes of element type {Type}, not {expected} of float32. Take the model of the folder float, not of quantized.");
    }
}
