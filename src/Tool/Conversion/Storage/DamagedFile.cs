using System.Text.Json;
using Google.Protobuf;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// The libraries that read zip archives, protocol buffers and flatbuffers believe some of what a file says, and end in exceptions of many kinds where it is
/// not true. All of them mean the same to the user.
/// </summary>
internal static class DamagedFile
{
    /// <summary>Whether an exception, thrown while content of a file was read, says that the content is damaged. A file that cannot be read at all is another matter, and so is a stop.</summary>
    public static bool IsShownBy(Exception exception) => exception
        is InvalidDataException or EndOfStreamException or InvalidProtocolBufferException or JsonException
        or ArgumentException or IndexOutOfRangeException or KeyNotFoundException
        or OverflowException or ArithmeticException or FormatException
        or InvalidOperationException and not ObjectDisposedException
        or NotSupportedException or NullReferenceException;
}
