using ShapeGen;

namespace KeywordSpotting;

/// <summary>
/// From sound to features (MFCC): frames of 30 ms, one every 10 ms -> window -> Fourier transform -> magnitudes -> mel bands -> logarithm ->
/// cosine transform -> normalisation. Its buffers serve one call at a time.
/// </summary>
internal sealed class FrontEnd
{
    /// <summary>Samples per second of the sound.</summary>
    public const int SampleRate = 16000;

    /// <summary>Samples of a frame: 30 ms.</summary>
    public const int FrameLength = 480;

    /// <summary>Samples from the start of a frame to the start of the next: 10 ms.</summary>
    public const int Hop = 160;

    /// <summary>Features of a frame.</summary>
    public const int Features = 40;

    /// <summary>Frequencies of a frame.</summary>
    public const int Frequencies = 244;

    /// <summary>Bands of frequencies.</summary>
    public const int Bands = 80;

    private const string Prefix = "frontend.";

    private readonly float[] _window;
    private readonly FourierTransform _cosines;
    private readonly FourierTransform _sines;
    private readonly MelBands _mel;
    private readonly CosineTransform _features;
    private readonly float _floor;
    private readonly float _mean;
    private readonly float[] _scale;

    private readonly float[] _frames;
    private readonly float[] _magnitudes;
    private readonly float[] _imaginary;
    private readonly float[] _bands;

    private FrontEnd(SafetensorsFile file, int maxFrames)
    {
        // A [Linear]'s tensor is `weight`; these matrices have only a name.
        using SafetensorsFile matrices = file.WithNames(name => name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] + ".weight" : null);
        _cosines = FourierTransform.Load(matrices, "dft_a.");
        _sines = FourierTransform.Load(matrices, "dft_b.");
        _mel = MelBands.Load(matrices, "mel.");
        _features = CosineTransform.Load(matrices, "dct.");

        _window = Read(file, "window", FrameLength);
        _floor = Read(file, "log_floor", 1)[0];
        _mean = Read(file, "norm_sub", 1)[0];
        _scale = Read(file, "norm_mul", Features);

        _frames = new float[maxFrames * FrameLength];
        _magnitudes = new float[maxFrames * Frequencies];
        _imaginary = new float[_magnitudes.Length];
        _bands = new float[maxFrames * Bands];
    }

    /// <summary>Loads the matrices, for calls of up to <paramref name="maxFrames"/> frames.</summary>
    public static FrontEnd Load(string path, int maxFrames)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return new FrontEnd(file, maxFrames);
    }

    /// <summary>The number of samples that this number of frames covers.</summary>
    public static int SoundLength(int frames) => ((frames - 1) * Hop) + FrameLength;

    /// <summary>Computes the features of some frames, without allocating.</summary>
    /// <param name="sound"><see cref="SoundLength"/> samples, from -1 to 1.</param>
    /// <param name="features">[frames, 40].</param>
    public void Forward(ReadOnlySpan<float> sound, Span<float> features)
    {
        int count = features.Length / Features;
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, count * Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sound.Length, SoundLength(count));
        Span<float> frames = _frames.AsSpan(0, count * FrameLength);
        Span<float> magnitudes = _magnitudes.AsSpan(0, count * Frequencies);
        Span<float> imaginary = _imaginary.AsSpan(0, magnitudes.Length);
        Span<float> bands = _bands.AsSpan(0, count * Bands);

        CutFrames(sound, frames);             // [frames, 480]
        _cosines.Forward(frames, magnitudes); // [frames, 244]
        _sines.Forward(frames, imaginary);
        Magnitude(magnitudes, imaginary);
        _mel.Forward(magnitudes, bands);      // [frames, 80]
        Logarithm(bands, _floor);
        _features.Forward(bands, features);   // [frames, 40]
        Normalize(features);
    }

    private static float[] Read(SafetensorsFile file, string name, int length)
    {
        float[] values = file.ReadSingles(Prefix + name);
        return values.Length == length
            ? values
            : throw new InputException($"The front end's {Prefix}{name} has {values.Length} numbers instead of {length}.");
    }

    /// <summary>Frames overlap. The window fades each one in and out.</summary>
    private void CutFrames(ReadOnlySpan<float> sound, Span<float> frames)
    {
        for (int start = 0; !frames.IsEmpty; start += Hop)
        {
            for (int i = 0; i < FrameLength; i++)
            {
                frames[i] = sound[start + i] * _window[i];
            }

            frames = frames[FrameLength..];
        }
    }

    /// <summary>The magnitude of each frequency, whatever its phase.</summary>
    private static void Magnitude(Span<float> real, ReadOnlySpan<float> imaginary)
    {
        for (int i = 0; i < real.Length; i++)
        {
            real[i] = MathF.Sqrt((real[i] * real[i]) + (imaginary[i] * imaginary[i]));
        }
    }

    /// <summary>The floor keeps silence finite.</summary>
    private static void Logarithm(Span<float> bands, float floor)
    {
        foreach (ref float band in bands)
        {
            band = MathF.Log(MathF.Max(band, floor));
        }
    }

    private void Normalize(Span<float> features)
    {
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = (features[i] - _mean) * _scale[i % Features];
        }
    }
}
