using KeywordSpotting;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>Sounds of 16,000 samples a second, from -1 to 1.</summary>
internal static class Sounds
{
    private const int Rate = 16_000;

    /// <summary>A tone that rises and swells, with noise: seven seconds, so that each convolution has more rows than a row block.</summary>
    public static float[] Rising { get; } = MakeRising(112_345);

    /// <summary>Reads a WAV file of one second.</summary>
    public static float[] Read(string path)
    {
        using SoundSource source = SoundSource.OpenFile(path);
        float[] samples = new float[Rate];
        Assert.Equal(Rate, source.Read(samples));
        return samples;
    }

    private static float[] MakeRising(int count)
    {
        Random noise = new(1);
        float[] samples = new float[count];
        for (int i = 0; i < count; i++)
        {
            double seconds = (double)i / Rate;
            double tone = Math.Sin(2 * Math.PI * ((200 * seconds) + (150 * seconds * seconds))) * (0.5 + (0.5 * Math.Sin(6 * seconds)));
            samples[i] = (float)((0.3 * tone) + (0.04 * (noise.NextDouble() - 0.5)));
        }

        return samples;
    }
}
