using System.Buffers.Binary;
using NAudio.Wave;

namespace KeywordSpotting;

/// <summary>What stands before the sound of a WAV file. It is read from front to back, so that it may come through a pipe, as from arecord.</summary>
/// <param name="Format">How the samples are stored.</param>
/// <param name="Length">The bytes of sound, or null where the writer could not know them: it wrote into a pipe.</param>
internal sealed record WavHeader(WaveFormat Format, long? Length)
{
    /// <summary>The first bytes of a WAV file.</summary>
    public static ReadOnlySpan<byte> Tag => "RIFF"u8;

    private const int ShortestFormat = 16;
    private const int LongestFormat = 4096;

    /// <summary>Programs that write to a pipe announce a length of about two or four gigabytes, or 0.</summary>
    private const uint FirstUnknownLength = 0x7FF00000;

    /// <summary>Reads on after <see cref="Tag"/>, up to the first byte of sound.</summary>
    /// <exception cref="InputException">It is not a WAV file, or it ends here.</exception>
    public static WavHeader ReadAfterTag(Stream stream, string name)
    {
        Span<byte> bytes = stackalloc byte[8];
        ReadWhole(stream, bytes, name); // the file's length, which is not needed, and the kind of RIFF file
        if (!bytes[4..].SequenceEqual("WAVE"u8))
        {
            throw new InputException($"{name} is a RIFF file, but not a WAV file.");
        }

        WaveFormat? format = null;
        while (true)
        {
            ReadWhole(stream, bytes, name); // the next chunk's kind and length
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            if (bytes[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(stream, length, name);
            }
            else if (bytes[..4].SequenceEqual("data"u8))
            {
                return new(
                    format ?? throw new InputException($"{name} is not a valid WAV file: its sound comes before its format."),
                    length is 0 or >= FirstUnknownLength ? null : length);
            }
            else
            {
                Skip(stream, length + (length & 1), name); // chunks begin at even offsets
            }
        }
    }

    private static WaveFormat ReadFormat(Stream stream, uint length, string name)
    {
        if (length is < ShortestFormat or > LongestFormat)
        {
            throw new InputException($"{name} is not a valid WAV file: its format has {length} bytes.");
        }

        byte[] bytes = new byte[length + (length & 1)];
        ReadWhole(stream, bytes, name);
        using BinaryReader reader = new(new MemoryStream(bytes));
        return WaveFormat.FromFormatChunk(reader, (int)length);
    }

    private static void Skip(Stream stream, long length, string name)
    {
        Span<byte> bytes = stackalloc byte[512];
        while (length > 0)
        {
            int part = (int)Math.Min(length, bytes.Length);
            ReadWhole(stream, bytes[..part], name);
            length -= part;
        }
    }

    private static void ReadWhole(Stream stream, Span<byte> bytes, string name)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new InputException($"{name} is truncated: it ends before its sound begins.");
        }
    }
}
