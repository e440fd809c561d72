using System.Buffers.Binary;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>Sounds of 16,000 samples a second, from -1 to 1.</summary>
internal static class Sounds
{
    private const int Rate = 16_000;

    /// <summary>A tone that rises and swells, with noise: seven seconds, so that each convolution has more rows than a row block.</summary>
    public static float[] Rising { get; } = MakeRising(112_345);

    /// <summary>Reads a WAV file of one channel and 16 bits.</summary>
    public static float[] ReadWav(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        Assert.True(file[..4].SequenceEqual("RIFF"u8) && file[8..16].SequenceEqual("WAVEfmt "u8), path);
        Assert.Equal((1, 1, Rate, 16), (Short(file, 20), Short(file, 22), BinaryPrimitives.ReadInt32LittleEndian(file[24..]), Short(file, 34)));
        int chunk = 12;
        while (!file[chunk..].StartsWith("data"u8))
        {
            chunk += 8 + BinaryPrimitives.ReadInt32LittleEndian(file[(chunk + 4)..]);
        }

        float[] samples = new float[BinaryPrimitives.ReadInt32LittleEndian(file[(chunk + 4)..]) / sizeof(short)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = Short(file, chunk + 8 + (i * sizeof(short))) / 32768f;
        }

        return samples;
    }

    private static short Short(ReadOnlySpan<byte> file, int offset) => BinaryPrimitives.ReadInt16LittleEndian(file[offset..]);

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
