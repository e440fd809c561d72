using System.Reflection;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Convolutions before an encoder: PyTorch's numbers, the lengths of what goes in and comes out, and what is refused.</summary>
[Trait("Category", "Numeric")]
public sealed class ConvolutionTests
{
    /// <summary>Moonshine's stem, which needs 895 samples, without its layers' width.</summary>
    private const string Long =
        "Convolution(1, 16, 127, 64, ConvolutionActivation.Tanh, Norm = ConvolutionNorm.Group), Convolution(16, 16, 7, 3), Convolution(16, 16, 3, 2), Encoder(Embed = 16, Heads = 2, Ffn = 24)";

    /// <summary>Large enough that threads are worth their waking, with rows in scratch that have a gap between them.</summary>
    private const string Wide =
        "Convolution(8, 128, 3, 1, ConvolutionActivation.Gelu, Padding = 1, Norm = ConvolutionNorm.Channel), Convolution(128, 64, 5, 2, Padding = 2), Encoder(Embed = 64, Heads = 2, Ffn = 128)";

    public static IEnumerable<string> Declarations => [Long, Wide];

    public static TheoryData<string> Names => new(GoldenCase.Convolutions.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        GoldenCase golden = GoldenCase.Convolutions.Single(item => item.Name == name);
        (Model model, float[] input, double[] expected) = golden.Open(withTokens: false);
        float[] output = new float[expected.Length];
        Run(model, golden, input, output, threads: 1);
        double error = Errors.Largest(output, expected);
        Assert.True(error <= golden.Limit, $"{name} on {model.InstructionSet}: error {error:E2} is above {golden.Limit:E2} (PyTorch's own is {golden.PyTorchError:E2}).");

        // By lengths, in scratch of exactly the length that is asked for, which holds NaN: the same bits.
        foreach (int threads in new[] { 1, 2 })
        {
            float[] again = new float[output.Length];
            float[] scratch = new float[model.ScratchLength(golden.Tokens, threads)];
            scratch.AsSpan().Fill(float.NaN);
            model.Forward(input, golden.Lengths, again, scratch, threads);
            Assert.Equal(output, again);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sequences_run_together_as_alone(int threads)
    {
        int[] lengths = [1200, 1, 17, 700];
        Model model = Model.CreateRandom(Wide, 1);
        Random random = new(1);
        float[] input = [.. Enumerable.Range(0, lengths.Sum() * 8).Select(_ => (float)random.NextDouble() - 0.5f)];
        List<float> alone = [];
        int start = 0;
        foreach (int length in lengths)
        {
            float[] output = new float[(length + 1) / 2 * 64];
            model.Forward(input.AsSpan(start * 8, length * 8), output, threads: 1);
            alone.AddRange(output);
            start += length;
        }

        float[] together = new float[alone.Count];
        model.Forward(input, lengths, together, threads);
        Assert.Equal(alone.ToArray(), together);
        Assert.All(together, number => Assert.True(float.IsFinite(number)));

        // A batch of equal ones.
        float[] twice = new float[2 * 600 * 64];
        model.Forward([.. input.AsSpan(0, 1200 * 8), .. input.AsSpan(0, 1200 * 8)], twice, batch: 2, threads);
        Assert.Equal(alone[..(600 * 64)], twice[..(600 * 64)]);
        Assert.Equal(twice[..(600 * 64)], twice[(600 * 64)..]);
    }

    [Theory]
    [InlineData(895, 1)]
    [InlineData(895 + 383, 1)]
    [InlineData(895 + 384, 2)]
    [InlineData(16000, 40)]
    public void The_output_has_a_row_for_each_window(int samples, int rows)
    {
        Type type = ModelLibrary.TypeOf(Long);
        Assert.Equal(rows * 16, type.GetMethod("OutputLength", [typeof(int), typeof(int)])!.Invoke(null, [samples, 1]));
        Model model = Model.CreateRandom(Long, 1);
        float[] output = new float[rows * 16];
        model.Forward(new float[samples], output);
        Assert.All(output, number => Assert.True(float.IsFinite(number)));
        Assert.Throws<ArgumentException>(() => model.Forward(new float[samples], new float[output.Length + 1]));
    }

    [Fact]
    public void A_sequence_too_short_for_one_token_is_refused()
    {
        Model model = Model.CreateRandom(Long, 1);
        const string Message = "A sequence has 894 rows, but the convolutions need at least 895 for one token. Leave it out, or append zeros.";
        float[] output = new float[64];
        output.AsSpan().Fill(7);
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("input", () => model.Forward(new float[894], output)).Message, StringComparison.Ordinal);
        Assert.StartsWith(Message, Assert.Throws<ArgumentOutOfRangeException>("lengths", () => model.Forward(new float[2894], [2000, 894], output)).Message, StringComparison.Ordinal);
        Assert.All(output, number => Assert.Equal(7, number));
        Exception error = Assert.Throws<TargetInvocationException>(() => model.ScratchLength(894)).InnerException!;
        Assert.StartsWith(Message, Assert.IsType<ArgumentOutOfRangeException>(error).Message, StringComparison.Ordinal);
    }

    private static void Run(Model model, GoldenCase golden, float[] input, float[] output, int threads)
    {
        if (golden.HasLengths)
        {
            model.Forward(input, golden.Lengths, output, threads);
        }
        else
        {
            model.Forward(input, output, golden.Batch, threads);
        }
    }
}
