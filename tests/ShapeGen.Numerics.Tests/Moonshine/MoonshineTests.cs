using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests.Moonshine;

/// <summary>A trained speech-to-text model's encoder as one class, from sound to features, against ONNX Runtime on the file that its authors published.</summary>
[Trait("Category", "Numeric")]
public sealed class MoonshineTests
{
    private const string Whole =
        "Convolution(1, 288, 127, 64, Activation.Tanh, Bias = false, GroupNorm = 1), Convolution(288, 576, 7, 3, Activation.Gelu), Convolution(576, 288, 3, 2, Activation.Gelu), " +
        "Encoder(Embed = 288, Heads = 8, Ffn = 1152, Layers = 6, NormBias = false, FinalNorm = true, Activation = Activation.Gelu, QkvBias = false, OutBias = false, " +
        "Position = PositionEncoding.Rotary, RotaryDim = 32, RotaryInterleaved = true), " +
        "TensorNames(Convolutions = \"conv{layer}\", ConvolutionNorms = \"groupnorm\", Norm1 = \"layers.{layer}.input_layernorm\", " +
        "Query = \"layers.{layer}.self_attn.q_proj\", Key = \"layers.{layer}.self_attn.k_proj\", Value = \"layers.{layer}.self_attn.v_proj\", " +
        "Out = \"layers.{layer}.self_attn.o_proj\", Norm2 = \"layers.{layer}.post_attention_layernorm\", Ffn1 = \"layers.{layer}.mlp.fc1\", Ffn2 = \"layers.{layer}.mlp.fc2\", " +
        "FinalNorm = \"layer_norm\")";

    private const int Embed = 288;

    /// <summary>Fewer samples do not fill the windows of all three convolutions once.</summary>
    private const int Fewest = 895;

    public static IEnumerable<string> Declarations => [Whole];

    private static Lazy<Model> Encoder { get; } = new(() => Model.Load(Whole, MoonshineFiles.Checkpoint));

    /// <summary>Each of the three convolutions takes only windows that are whole.</summary>
    private static int Rows(int samples) => (((((samples - 127) / 64) + 1 - 7) / 3) + 1 - 3) / 2 + 1;

    [MoonshineTheory]
    [InlineData(Fewest)]
    [InlineData(Fewest + 384 - 1)]
    [InlineData(Fewest + 384)]
    [InlineData(16_000)]
    [InlineData(112_345)]
    public void Equals_ONNX_Runtime(int samples) => Check(Sounds.Rising.AsMemory(0, samples));

    [MoonshineWavTheory]
    [InlineData("no")]
    [InlineData("noise")]
    [InlineData("silence")]
    [InlineData("yes")]
    public void Equals_ONNX_Runtime_on_a_recording(string name) => Check(Sounds.ReadWav(Kwt1Folder.File(Path.Combine("audio", name + "_1000ms.wav"))));

    /// <summary>Sounds of unequal length behind each other, on any number of threads: the same bits as one by one.</summary>
    [MoonshineTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sounds_run_together(int threads)
    {
        int[] lengths = [5_000, Fewest, 48_000, 16_000];
        List<float> together = [], alone = [];
        foreach (int length in lengths)
        {
            ReadOnlySpan<float> sound = Sounds.Rising.AsSpan(together.Count, length);
            together.AddRange(sound);
            float[] output = new float[Rows(length) * Embed];
            Encoder.Value.Forward(sound, output);
            alone.AddRange(output);
        }

        float[] outputs = new float[alone.Count];
        Encoder.Value.ForceThreads(together.ToArray(), outputs, lengths, byLengths: true, threads);
        Assert.Equal(alone.ToArray(), outputs);
    }

    /// <summary>There is not one row then: refused, with what is needed.</summary>
    [MoonshineFact]
    public void A_sound_that_is_too_short_is_refused()
    {
        float[] output = new float[Embed];
        ArgumentException one = Assert.ThrowsAny<ArgumentException>(() => Encoder.Value.Forward(new float[Fewest - 1], output));
        Assert.Contains("895", one.Message, StringComparison.Ordinal);
        ArgumentException several = Assert.ThrowsAny<ArgumentException>(() => Encoder.Value.Forward(new float[(2 * Fewest) - 1], [Fewest, Fewest - 1], new float[2 * Embed]));
        Assert.Contains("895", several.Message, StringComparison.Ordinal);
    }

    private static void Check(ReadOnlyMemory<float> sound)
    {
        float[] expected = MoonshineFiles.OnnxRuntime(sound);
        float[] actual = new float[expected.Length];
        Assert.Equal(Rows(sound.Length) * Embed, expected.Length);
        Encoder.Value.Forward(sound.Span, actual);
        double largest = Errors.Largest(actual, Array.ConvertAll(expected, value => (double)value));
        double size = expected.Max(Math.Abs);
        Assert.True(largest <= 2e-5 * size, $"error {largest:E2} where values reach {size:F1}");
    }
}
