using System.Globalization;
using System.Text;
using NAudio.Wave;
using NAudio.Wave.SampleProviders;

namespace KeywordSpotting;

/// <summary>Sound from a file or from standard input, in the model's format: 16,000 samples per second, one channel, from -1 to 1.</summary>
internal sealed class SoundSource : IDisposable
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly SoundBytes _bytes;
    private readonly ISampleProvider _samples;

    private SoundSource(Stream stream, string name, SoundBytes bytes)
    {
        _stream = stream;
        _name = name;
        _bytes = bytes;
        _samples = Convert(Decode(bytes, name), name);
    }

    /// <summary>One line about the format and its conversion.</summary>
    public string Description => $"{_name}: {Describe(_bytes.WaveFormat)}";

    /// <summary>Opens a WAV file.</summary>
    /// <exception cref="InputException">It is missing, or not a supported WAV file.</exception>
    public static SoundSource OpenFile(string path)
    {
        string name = Path.GetFileName(path);
        Stream stream = Open(path);
        try
        {
            byte[] start = ReadStart(stream);
            return IsWav(start)
                ? OpenWav(stream, name)
                : throw new InputException($"{name} is not a WAV file: it begins with {Quote(start)}, not with \"RIFF\".");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a pipe: a WAV file, as arecord writes it, or raw PCM.</summary>
    /// <exception cref="InputException">It is an unsupported WAV file.</exception>
    public static SoundSource OpenPipe(Stream stream)
    {
        byte[] start = ReadStart(stream);
        return IsWav(start)
            ? OpenWav(stream, "Standard input")
            : new(stream, "Standard input", new SoundBytes(stream, start, new WaveFormat(FrontEnd.SampleRate, 16, 1), length: null));
    }

    /// <summary>Reads until the samples are full; at the end there may be fewer.</summary>
    /// <exception cref="InputException">A sample is NaN or infinite.</exception>
    public int Read(Span<float> samples)
    {
        int count = 0;
        while (count < samples.Length && _samples.Read(samples[count..]) is > 0 and int more)
        {
            count += more;
        }

        foreach (float sample in samples[..count])
        {
            if (!float.IsFinite(sample))
            {
                throw new InputException($"{_name} has samples that are not numbers.");
            }
        }

        return count;
    }

    /// <summary>Call this at the end.</summary>
    /// <exception cref="InputException">The end came too early.</exception>
    public void CheckEnd()
    {
        if (_bytes.Fault is { } fault)
        {
            throw new InputException($"{_name} {fault}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static SoundSource OpenWav(Stream stream, string name)
    {
        WavHeader header = WavHeader.ReadAfterTag(stream, name);
        return new(stream, name, new SoundBytes(stream, default, header.Format, header.Length));
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The sound cannot be opened: {exception.Message}");
        }
    }

    private static byte[] ReadStart(Stream stream)
    {
        byte[] start = new byte[WavHeader.Tag.Length];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }

    private static bool IsWav(ReadOnlySpan<byte> start) => start.SequenceEqual(WavHeader.Tag);

    private static string Quote(byte[] start) =>
        start.Length == 0 ? "nothing" :
        start.All(value => value is >= 0x20 and < 0x7F) ? $"\"{Encoding.ASCII.GetString(start)}\"" :
        $"the bytes {System.Convert.ToHexString(start)}";

    private static ISampleProvider Decode(SoundBytes bytes, string name)
    {
        WaveFormat format = bytes.WaveFormat;
        if (format.Channels < 1 || format.BitsPerSample < 8 || format.BlockAlign != format.Channels * format.BitsPerSample / 8)
        {
            throw new InputException($"{name} is not a supported WAV file: {format.Channels} channels of {format.BitsPerSample} bits in {format.BlockAlign} bytes.");
        }

        if (format.AsStandardWaveFormat() is not ({ Encoding: WaveFormatEncoding.Pcm, BitsPerSample: 8 or 16 or 24 or 32 } or { Encoding: WaveFormatEncoding.IeeeFloat, BitsPerSample: 32 or 64 }))
        {
            throw new InputException($"{name} has {format.BitsPerSample}-bit samples of the kind {format.Encoding}. Convert it to PCM.");
        }

        return bytes.ToSampleProvider();
    }

    /// <summary>Mixes the channels, then lowers the sample rate. It cannot raise it: a lower rate has not recorded the higher frequencies.</summary>
    private static ISampleProvider Convert(ISampleProvider samples, string name)
    {
        WaveFormat format = samples.WaveFormat;
        if (format.SampleRate < FrontEnd.SampleRate)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name} has {format.SampleRate:N0} samples per second. The model needs {FrontEnd.SampleRate:N0} or more."));
        }

        if (format.Channels > 1)
        {
            samples = new ChannelMixerSampleProvider(samples, Mean(format.Channels));
        }

        return format.SampleRate == FrontEnd.SampleRate ? samples : new WdlResamplingSampleProvider(samples, FrontEnd.SampleRate);
    }

    private static float[,] Mean(int channels)
    {
        float[,] weights = new float[channels, 1];
        for (int channel = 0; channel < channels; channel++)
        {
            weights[channel, 0] = 1f / channels;
        }

        return weights;
    }

    private static string Describe(WaveFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"{format.BitsPerSample} bits, {format.SampleRate:N0} samples per second{(format.SampleRate == FrontEnd.SampleRate ? "" : $", resampled to {FrontEnd.SampleRate:N0}")}, ")
        + (format.Channels == 1 ? "one channel" : $"{format.Channels} channels, mixed into one");
}
