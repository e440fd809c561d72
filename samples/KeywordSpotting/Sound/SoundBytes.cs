using System.Globalization;
using NAudio.Wave;

namespace KeywordSpotting;

/// <summary>Reads the bytes of the sound in whole samples. A pipe delivers them in pieces of any length.</summary>
/// <param name="stream">The stream to read.</param>
/// <param name="first">Bytes that were already read.</param>
/// <param name="format">How the samples are stored.</param>
/// <param name="length">Number of bytes of sound, or null to read to the end of the stream.</param>
internal sealed class SoundBytes(Stream stream, ReadOnlyMemory<byte> first, WaveFormat format, long? length) : IWaveProvider
{
    private readonly Stream _stream = stream;
    private readonly long? _length = length;
    private ReadOnlyMemory<byte> _first = first;
    private long _read;

    /// <inheritdoc/>
    public WaveFormat WaveFormat { get; } = format;

    /// <summary>The problem with the end of the sound once it is reached; otherwise null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Fills the buffer with whole samples. At the end, there may be fewer.</summary>
    public int Read(Span<byte> buffer)
    {
        long left = (_length - _read) ?? buffer.Length;
        buffer = Whole(buffer[..(int)Math.Min(buffer.Length, left)]);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int taken = Math.Min(_first.Length, buffer.Length);
        _first.Span[..taken].CopyTo(buffer);
        _first = _first[taken..];

        int count = taken + _stream.ReadAtLeast(buffer[taken..], buffer.Length - taken, throwOnEndOfStream: false);
        _read += count;
        if (count < buffer.Length)
        {
            Fault ??= FaultAtEnd(count); // keep the first fault: later calls read nothing
        }

        return Whole(buffer[..count]).Length;
    }

    private Span<byte> Whole(Span<byte> bytes) => bytes[..(bytes.Length - (bytes.Length % WaveFormat.BlockAlign))];

    private string? FaultAtEnd(int count) =>
        _read < _length ? string.Create(CultureInfo.InvariantCulture, $"is cut: {_length:N0} bytes of sound were to come, {_read:N0} came") :
        count % WaveFormat.BlockAlign != 0 ? "ends in the middle of a sample" :
        null;
}
