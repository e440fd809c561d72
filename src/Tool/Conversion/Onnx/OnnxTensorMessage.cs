using Google.Protobuf;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>TensorProto: a constant. Only the location of its elements is recorded.</summary>
internal sealed class OnnxTensorMessage : OnnxMessage
{
    /// <summary>Its name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The number of its element type.</summary>
    public int DataType { get; private set; }

    /// <summary>Its shape.</summary>
    public List<long> Shape { get; } = [];

    /// <summary>Whether only the nonzero elements are stored.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Whether it is a segment of a larger tensor.</summary>
    public bool IsSegment { get; private set; }

    /// <summary>Whether the elements are in another file.</summary>
    public bool IsExternal { get; private set; }

    /// <summary>The location in that file.</summary>
    public Dictionary<string, string> External { get; } = new(StringComparer.Ordinal);

    /// <summary>The locations in this file.</summary>
    public List<OnnxDataSegment> Segments { get; } = [];

    /// <summary>The same tensor under another name: an operation's constant has the name of its result.</summary>
    public OnnxTensorMessage WithName(string name)
    {
        OnnxTensorMessage renamed = (OnnxTensorMessage)MemberwiseClone();
        renamed.Name = name;
        return renamed;
    }

    /// <inheritdoc/>
    protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
    {
        switch (number)
        {
            case 1 when type == WireFormat.WireType.LengthDelimited:
                // Read as bytes first, so that a hostile length allocates nothing.
                CodedInputStream packed = input.ReadBytes().CreateCodedInput();
                while (!packed.IsAtEnd)
                {
                    AddSize(packed.ReadInt64());
                }

                return true;
            case 1:
                AddSize(ReadNumber(type, input));
                return true;
            case 2:
                DataType = (int)ReadNumber(type, input);
                return true;
            case 3:
                IsSegment = true;
                return false;
            case OnnxDataSegment.Floats or OnnxDataSegment.Int32s or OnnxDataSegment.Int64s or OnnxDataSegment.Raw or OnnxDataSegment.Doubles or OnnxDataSegment.UInt64s:
                AddSegment(number, type, input);
                return true;
            case 8:
                Name = ReadText(type, input);
                return true;
            case 13:
                ExternalEntry entry = Read(new ExternalEntry(), type, input);
                External[entry.Key] = entry.Value;
                return true;
            case 14:
                IsExternal = ReadNumber(type, input) != 0;
                return true;
            default:
                return false;
        }
    }

    private void AddSize(long size)
    {
        Shape.Add(size);
        if (Shape.Count > SafetensorsFormat.MaxRank)
        {
            throw new InvalidDataException($"the tensor {Text.Quote(Name)} has more than {SafetensorsFormat.MaxRank} dimensions.");
        }
    }

    /// <summary>Skips the elements and records their location. Consecutive elements with a tag each become one segment.</summary>
    private void AddSegment(int number, WireFormat.WireType type, CodedInputStream input)
    {
        bool isPacked = type == WireFormat.WireType.LengthDelimited;
        if (!isPacked)
        {
            Require(type, number switch
            {
                OnnxDataSegment.Floats => WireFormat.WireType.Fixed32,
                OnnxDataSegment.Doubles => WireFormat.WireType.Fixed64,
                OnnxDataSegment.Raw => WireFormat.WireType.LengthDelimited,
                _ => WireFormat.WireType.Varint,
            });
        }

        long begin = input.Position;
        input.SkipLastField();
        if (Segments is [.., { IsPacked: false } last] && !isPacked && last.Field == number && last.End == begin - CodedOutputStream.ComputeTagSize(number))
        {
            Segments[^1] = last with { End = input.Position };
            return;
        }

        if (Segments.Count == MaxSegments)
        {
            throw new InvalidDataException($"the elements of the tensor {Text.Quote(Name)} are in more than {MaxSegments} pieces.");
        }

        Segments.Add(new(number, isPacked, begin, input.Position));
    }

    private const int MaxSegments = 1000;

    private sealed class ExternalEntry : OnnxMessage
    {
        public string Key { get; private set; } = "";

        public string Value { get; private set; } = "";

        protected override bool ReadField(int number, WireFormat.WireType type, CodedInputStream input)
        {
            switch (number)
            {
                case 1:
                    Key = ReadText(type, input);
                    return true;
                case 2:
                    Value = ReadText(type, input);
                    return true;
                default:
                    return false;
            }
        }
    }
}

/// <summary>A piece of the file with elements of a tensor.</summary>
/// <param name="Field">The field of the elements, which determines their encoding.</param>
/// <param name="IsPacked">Whether a length precedes consecutive elements; otherwise each element but the first has a tag.</param>
/// <param name="Begin">The position after the first tag.</param>
/// <param name="End">The end position.</param>
internal sealed record OnnxDataSegment(int Field, bool IsPacked, long Begin, long End)
{
    /// <summary>The fields of TensorProto.</summary>
    public const int Floats = 4, Int32s = 5, Int64s = 7, Raw = 9, Doubles = 10, UInt64s = 11;
}
