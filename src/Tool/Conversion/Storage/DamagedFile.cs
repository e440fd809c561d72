using System.Text.Json;
using Google.Protobuf;

namespace ShapeGen.Tool.Conversion.Storage;

/// <summary>
/// The libraries for zip archives, protocol buffers and flatbuffers trust parts of a file, and throw many kinds of exceptions if these are wrong.
/// To the user, all of them mean a damaged file.
/// </summary>
internal static class DamagedFile
{
    /// <summary>Whether an exception from reading a file means that its content is damaged, as opposed to a file that cannot be opened, or a cancellation.</summary>
    public static bool IsIndicatedBy(Exception exception) => exception
        is InvalidDataException or EndOfStreamException or InvalidProtocolBufferException or JsonException
        or ArgumentException or IndexOutOfRangeException or KeyNotFoundException
        or OverflowException or ArithmeticException or FormatException
        or InvalidOperationException and not ObjectDisposedException
        or NotSupportedException or NullReferenceException;
}
