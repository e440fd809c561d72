using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ShapeGen.Tool.Conversion.Onnx;

/// <summary>
/// An ONNX message. Only the fields that weights need are read, and others are skipped. For tensors, only the location of their bytes is read.
/// The numbers of fields are those of the specification.
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
    /// <returns>Whether it was read. If false, the field is skipped.</returns>
    protected abstract bool ReadField(int number, WireFormat.WireType type, CodedInputStream input);

    /// <summary>Reads a nested message.</summary>
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

    /// <summary>Reads an integer.</summary>
    protected static long ReadNumber(WireFormat.WireType type, CodedInputStream input)
    {
        Require(type, WireFormat.WireType.Varint);
        return input.ReadInt64();
    }

    /// <summary>Checks the wire type of a field: another one means that the file is damaged.</summary>
    protected static void Require(WireFormat.WireType type, WireFormat.WireType expected)
    {
        if (type != expected)
        {
            throw new InvalidDataException($"this is not an ONNX file, or it is damaged: a field has the wire type {type} where {expected} is expected.");
        }
    }
}
