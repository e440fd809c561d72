using static ShapeGen.Numerics.Tests.Moonshine.MoonshineModel;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>A trained speech-to-text model's encoder as one class, from sound to features, against ONNX Runtime on the file that its authors published.</summary>
[Trait("Category", "Numeric")]
[Trait("Tier", "Full")]
public sealed class MoonshineTests
{
    /// <summary>Fewer samples do not fill the windows of all three convolutions once.</summary>
    private const int Fewest = 895;

    /// <summary>From one row to the next: the product of the strides.</summary>
    private const int Step = 384;

    private static readonly Lazy<MoonshineModel> Encoder = new(() => Load(MoonshineFiles.Checkpoint));

    public static IEnumerable<string> Declarations => [MoonshineModel.Attribute];

    [MoonshineTheory]
    [InlineData(Fewest, 1)]
    [InlineData(Fewest + Step - 1, 1)]
    [InlineData(Fewest + Step, 2)]
    public void Equals_ONNX_Runtime_on_the_shortest_sounds(int samples, int rows) => Equals_ONNX_Runtime(samples, rows);

    [LongMoonshineTheory]
    [InlineData(16_000, 40)]
    [InlineData(112_345, 291)]
    public void Equals_ONNX_Runtime(int samples, int rows)
    {
        Assert.Equal(rows * Embed, OutputLength(samples));
        Check(Sounds.Rising.AsMemory(0, samples));
    }

    [MoonshineWavTheory]
    [InlineData("no")]
    [InlineData("noise")]
    [InlineData("silence")]
    [InlineData("yes")]
    public void Equals_ONNX_Runtime_on_a_recording(string name) => Check(Sounds.Read(Kwt1Folder.File(Path.Combine("audio", name + "_1000ms.wav"))));

    /// <summary>Sounds of unequal length behind each other, on any number of threads: the same bits as one by one.</summary>
    [LongMoonshineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sounds_run_together(int threads)
    {
        int[] lengths = [5_000, Fewest, 48_000, 16_000];
        List<float> sounds = [], alone = [];
        foreach (int length in lengths)
        {
            ReadOnlySpan<float> sound = Sounds.Rising.AsSpan(sounds.Count, length);
            float[] output = new float[Rows(length) * Embed];
            Encoder.Value.Forward(sound, output);
            sounds.AddRange(sound);
            alone.AddRange(output);
        }

        Assert.Equal(alone.Count, OutputLength(lengths));
        float[] together = new float[alone.Count];
        Encoder.Value.ForceThreads(sounds.ToArray(), lengths, together, threads);
        Assert.Equal(alone.ToArray(), together);
    }

    /// <summary>There is not one row then: refused, with what is needed.</summary>
    [MoonshineFact]
    public void A_sound_that_is_too_short_is_refused()
    {
        ArgumentException alone = Assert.ThrowsAny<ArgumentException>(() => Encoder.Value.Forward(new float[Fewest - 1], new float[Embed]));
        Assert.Contains("895", alone.Message, StringComparison.Ordinal);
        ArgumentException together = Assert.ThrowsAny<ArgumentException>(() => Encoder.Value.Forward(new float[(2 * Fewest) - 1], [Fewest, Fewest - 1], new float[2 * Embed]));
        Assert.Contains("895", together.Message, StringComparison.Ordinal);
    }

    /// <summary>ONNX Runtime's own error is up to 6e-6 of the largest value: the rows that go into the last norm reach 2,000.</summary>
    private static void Check(ReadOnlyMemory<float> sound)
    {
        float[] expected = MoonshineFiles.OnnxRuntime(sound);
        float[] actual = new float[Rows(sound.Length) * Embed];
        Encoder.Value.Forward(sound.Span, actual);
        double error = Errors.Largest(actual, Array.ConvertAll(expected, value => (double)value));
        double largest = expected.Max(Math.Abs);
        Assert.True(error <= 2e-5 * largest, $"error {error:E2} where values reach {largest:F1}");
    }
}
