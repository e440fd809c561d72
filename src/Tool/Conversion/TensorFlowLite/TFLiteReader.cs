using System.Globalization;
using Google.FlatBuffers;
using ShapeGen.Tool.Conversion.Storage;

namespace ShapeGen.Tool.Conversion.TensorFlowLite;

/// <summary>Reads the constant tensors of a TensorFlow Lite model. The whole flatbuffer, at most 2 GB, is in memory.</summary>
internal sealed class TFLiteReader : CheckpointReader
{
    private const int MaxTensors = 1_000_000;
    private const int MaxScales = 4_000_000;

    private readonly FileBytes _file;
    private readonly byte[] _bytes;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _remarks = [];
    private long _scales;

    /// <summary>Opens a model.</summary>
    public TFLiteReader(string path, CancellationToken cancellation)
        : base(path)
    {
        _cancellation = cancellation;
        _file = new(path, cancellation);
        try
        {
            if (_file.Length < 8 || _file.Length > Array.MaxLength)
            {
                throw Bad(string.Create(CultureInfo.InvariantCulture, $"the file has {_file.Length} bytes; a TensorFlow Lite model has at least 8 and, to be read, at most {Array.MaxLength}."));
            }

            _bytes = GC.AllocateUninitializedArray<byte>((int)_file.Length);
            _file.Read(0, _bytes);
            Tensors = Read(FlatTable.Root(new ByteBuffer(_bytes)));
        }
        catch (Exception exception) when (exception is not InvalidDataException && DamagedFile.IsIndicatedBy(exception))
        {
            _file.Dispose();
            throw Bad($"the flatbuffer is damaged or truncated, or is not a TensorFlow Lite model: {exception.Message}", exception);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override CheckpointFormat Format => CheckpointFormat.TFLite;

    /// <inheritdoc/>
    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks => _remarks;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _file.Dispose();

    private List<StoredTensor> Read(FlatTable model)
    {
        int graphs = model.Length(ModelField.Subgraphs, sizeof(int));
        Dictionary<string, (uint Buffer, string Shape)> known = new(StringComparer.Ordinal);
        List<StoredTensor> tensors = [];
        int visits = 0;
        for (int g = 0; g < graphs; g++)
        {
            FlatTable graph = model.Item(ModelField.Subgraphs, g);
            int count = graph.Length(GraphField.Tensors, sizeof(int));
            for (int t = 0; t < count; t++)
            {
                if (++visits > MaxTensors)
                {
                    throw Bad($"the model has more than {MaxTensors} tensors.");
                }

                _cancellation.ThrowIfCancellationRequested();
                FlatTable tensor = graph.Item(GraphField.Tensors, t);
                uint buffer = tensor.UInt32(TensorField.Buffer);
                (long Offset, long Length)? place = Locate(model, buffer, out string? problem);
                if (place is null && problem is null)
                {
                    // The model computes it.
                    continue;
                }

                // A tensor that several graphs share is one tensor; a different one with this name is another.
                string name = tensor.String(TensorField.Name);
                long[] shape = Shape(tensor, name);
                (uint, string) content = (buffer, string.Join(',', shape));
                if (known.TryAdd(name, content) || known[name] != content)
                {
                    tensors.Add(place is { } found ? Make(tensor, name, shape, found) : new UnreadableTensor(name, shape, problem!));
                }
            }
        }

        if (tensors.Count == 0)
        {
            throw Bad("the model has no constant tensors.");
        }

        Remark(tensors);
        return tensors;
    }

    private void Remark(List<StoredTensor> tensors)
    {
        int quantized = tensors.Count(static tensor => tensor is QuantizedTensor);
        if (quantized > 0)
        {
            _remarks.Add($"Converted {Text.Count(quantized, "tensor")} from quantised integers to F32. The precision that quantisation lost does not come back.");
        }
    }

    /// <summary>The location of a buffer's content; null if it has none, or if there is a problem.</summary>
    private (long Offset, long Length)? Locate(FlatTable model, uint index, out string? problem)
    {
        problem = null;
        if (index >= (uint)model.Length(ModelField.Buffers, sizeof(int)))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"it is in buffer {index}, but the number of buffers is {model.Length(ModelField.Buffers, sizeof(int))}");
            return null;
        }

        FlatTable buffer = model.Item(ModelField.Buffers, (int)index);
        (int start, int length) = buffer.Vector(BufferField.Data, 1);
        if (length > 0)
        {
            return (start, length);
        }

        // Large models have their buffers after the flatbuffer.
        ulong offset = buffer.UInt64(BufferField.Offset), size = buffer.UInt64(BufferField.Size);
        if (offset <= 1 || size == 0)
        {
            return null;
        }

        if (offset <= (ulong)_file.Length && size <= (ulong)_file.Length - offset)
        {
            return ((long)offset, (long)size);
        }

        problem = string.Create(CultureInfo.InvariantCulture, $"its buffer {index} should have {size} bytes at {offset}, but the file has only {_file.Length}");
        return null;
    }

    private long[] Shape(FlatTable tensor, string name)
    {
        int rank = tensor.Length(TensorField.Shape, sizeof(int));
        return rank <= SafetensorsFormat.MaxRank
            ? [.. Enumerable.Range(0, rank).Select(dimension => (long)tensor.Int32(TensorField.Shape, dimension))]
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"{Text.Quote(name)} has {rank} dimensions, more than {SafetensorsFormat.MaxRank}."));
    }

    private StoredTensor Make(FlatTable tensor, string name, long[] shape, (long Offset, long Length) place)
    {
        try
        {
            return MakeReadable(tensor, name, shape, place);
        }
        catch (InvalidDataException exception)
        {
            return new UnreadableTensor(name, shape, exception.Message.TrimEnd('.'));
        }
    }

    private StoredTensor MakeReadable(FlatTable tensor, string name, long[] shape, (long Offset, long Length) place)
    {
        sbyte number = tensor.SByte(TensorField.Type);
        (TensorType? found, string? problem) = ElementType(number);
        if (found is not { } type)
        {
            return new UnreadableTensor(name, shape, problem!);
        }

        if (tensor.Child(TensorField.Sparsity) is not null)
        {
            return new UnreadableTensor(name, shape, "it is sparse, which is not supported");
        }

        FileTensor stored = new(name, type, shape, _file, place.Offset);
        if (stored.ByteCount != place.Length)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{type.HeaderName()} {Shapes.Show(shape)} takes {stored.ByteCount} bytes, but its buffer has {place.Length}."));
        }

        if (Quantization.Read(tensor, type, shape) is not { } quantization)
        {
            return stored;
        }

        // Tables may be shared: a small file could have a million tensors with a million scales each.
        _scales += quantization.Scales.Count;
        return _scales <= MaxScales ? new QuantizedTensor(stored, quantization) : throw Bad($"the tensors have more than {MaxScales} scales.");
    }

    /// <summary>The element type for a number of the specification.</summary>
    private static (TensorType? Type, string? Problem) ElementType(sbyte number) => number switch
    {
        0 => (TensorType.F32, null),
        1 => (TensorType.F16, null),
        2 => (TensorType.I32, null),
        3 => (TensorType.U8, null),
        4 => (TensorType.I64, null),
        6 => (TensorType.Bool, null),
        7 => (TensorType.I16, null),
        9 => (TensorType.I8, null),
        10 => (TensorType.F64, null),
        12 => (TensorType.U64, null),
        15 => (TensorType.U32, null),
        16 => (TensorType.U16, null),
        18 => (TensorType.BF16, null),
        5 => (null, "safetensors has no element type for text"),
        8 or 11 => (null, "safetensors has no element type for complex numbers"),
        17 => (null, "safetensors has no element type for 4-bit integers"),
        _ => (null, string.Create(CultureInfo.InvariantCulture, $"its element type {number} of TensorFlow Lite is unknown")),
    };

    // Field numbers of the specification.
    private static class ModelField
    {
        public const int Subgraphs = 2;
        public const int Buffers = 4;
    }

    private static class GraphField
    {
        public const int Tensors = 0;
    }

    private static class BufferField
    {
        public const int Data = 0;
        public const int Offset = 1;
        public const int Size = 2;
    }
}

/// <summary>The numbers of the fields of a tensor.</summary>
internal static class TensorField
{
    /// <summary>A vector of 32-bit numbers.</summary>
    public const int Shape = 0;

    /// <summary>The element type.</summary>
    public const int Type = 1;

    /// <summary>The number of the buffer that has its elements.</summary>
    public const int Buffer = 2;

    /// <summary>Its name.</summary>
    public const int Name = 3;

    /// <summary>A table.</summary>
    public const int Quantization = 4;

    /// <summary>A table.</summary>
    public const int Sparsity = 6;
}
