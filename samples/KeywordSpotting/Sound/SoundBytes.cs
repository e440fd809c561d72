using System.Globalization;
using NAudio.Wave;

namespace KeywordSpotting;

/// <summary>The bytes of the sound, in whole samples. A pipe gives them in pieces of any length.</summary>
/// <param name="stream">What is read.</param>
/// <param name="first">What was read of it already.</param>
/// <param name="format">How the samples are stored.</param>
/// <param name="length">The bytes of sound, or null for all that come.</param>
internal sealed class SoundBytes(Stream stream, ReadOnlyMemory<byte> first, WaveFormat format, long? length) : IWaveProvider
{
    private readonly Stream _stream = stream;
    private readonly long? _length = length;
    private ReadOnlyMemory<byte> _first = first;
    private long _read;

    /// <inheritdoc/>
    public WaveFormat WaveFormat { get; } = format;

    /// <summary>What is wrong with the end of the sound, once it is reached; null if nothing is.</summary>
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
            Fault ??= FaultAtEnd(count); // a later call reads nothing more
        }

        return Whole(buffer[..count]).Length;
    }

    private Span<byte> Whole(Span<byte> bytes) => bytes[..(bytes.Length - (bytes.Length % WaveFormat.BlockAlign))];

    private string? FaultAtEnd(int count) =>
        _read < _length ? string.Create(CultureInfo.InvariantCulture, $"is truncated: it has {_read:N0} of {_length:N0} bytes of sound") :
        count % WaveFormat.BlockAlign != 0 ? "ends in the middle of a sample" :
        null;
}
