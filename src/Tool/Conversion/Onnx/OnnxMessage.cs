using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>
/// A message of ONNX, of which the fields are read that weights need; the others are passed over. Bytes of tensors are not read, only where they lie.
/// The numbers of fields are those that the format publishes.
/// </summary>
internal abstract class OnnxMessage : IMessage
{
    /// <inheritdoc/>
    public MessageDescriptor Descriptor => throw new NotSupportedException("Messages are only read.");

    /// <inheritdoc/>
    public void MergeFrom(CodedInputStream input)
    {
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (!ReadField(WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag), input))
            {
                input.SkipLastField();
            }
        }
    }

    /// <inheritdoc/>
    public int CalculateSize() => throw new NotSupportedException("Messages are only read.");

    /// <inheritdoc/>
    public void WriteTo(CodedOutputStream output) => throw new NotSupportedException("Messages are only read.");

    /// <summary>Reads a field.</summary>
    /// <returns>Whether it was read. False has it passed over.</returns>
    protected abstract bool ReadField(int number, WireFormat.WireType type, CodedInputStream input);

    /// <summary>Reads a message in this message.</summary>
    protected static T Read<T>(T message, WireFormat.WireType type, CodedInputStream input)
        where T : OnnxMessage
    {
        Require(type, WireFormat.WireType.LengthDelimited);
        input.ReadMessage(message);
        return message;
    }

    /// <summary>Reads text.</summary>
    protected static string ReadText(WireFormat.WireType type, CodedInputStream input)
    {
        Require(type, WireFormat.WireType.LengthDelimited);
        return input.ReadString();
    }

    /// <summary>Reads a whole number.</summary>
    protected static long ReadNumber(WireFormat.WireType type, CodedInputStream input)
    {
        Require(type, WireFormat.WireType.Varint);
        return input.ReadInt64();
    }

    /// <summary>A field of another kind than the format's is a damaged file.</summary>
    protected static void Require(WireFormat.WireType type, WireFormat.WireType expected)
    {
        if (type != expected)
        {
            throw new InvalidDataException($"this is no ONNX file, or it is damaged: a field is of the wire type {type} where {expected} is expected.");
        }
    }
}
