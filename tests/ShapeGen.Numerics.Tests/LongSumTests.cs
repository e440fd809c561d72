using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>Sums over thousands of tokens are as right as short ones: means, norms over time, and attention's softmax and weighted sums.</summary>
[Trait("Category", "Numeric")]
public sealed class LongSumTests(LongAccuracyReport report) : IClassFixture<LongAccuracyReport>
{
    /// <summary>The mean of rows, and the rows.</summary>
    private const string Mean = $"Pool(Pooling.Mean), {Rows}";

    private const string Rows = "Encoder(Embed = 21, Heads = 3, Ffn = 8, Window = 2, FinalNorm = true)";

    public static IEnumerable<string> Declarations => [Mean, Rows, .. LongGolden.All.Select(golden => golden.Attribute)];

    public static TheoryData<string> Names => new(LongGolden.All.Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_right_to_the_limit_of_short_ones(string name)
    {
        LongGolden golden = LongGolden.All.Single(item => item.Name == name);
        (float[] results, InstructionSet body) = golden.Run(threads: 1);
        double error = Errors.Largest(results, golden.Expected);
        report.Add(body, name, golden.PyTorchError, error, golden.Limit);
        Assert.True(error <= golden.Limit, $"{name} on {body}: error {error:E2} is above {golden.Limit:E2} (PyTorch's own is {golden.PyTorchError:E2}).");
        Assert.Equal(results, golden.Run(threads: 2).Results);
    }

    [Fact]
    public void All_cases_are_there() => Assert.True(LongGolden.All.Count >= 18, $"{LongGolden.All.Count} golden files of long sequences were found.");

    /// <summary>The mean of the very rows that come out without pooling, equal ones and others: rounded once, whatever their number.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 7)]
    [InlineData(8192, 1)]
    [InlineData(8195, 8195)]
    [InlineData(32768, 1)]
    [InlineData(32771, 5)]
    public void A_mean_is_rounded_once(int tokens, int different)
    {
        const int Width = 21;
        Random random = new(tokens);
        float[] rows = [.. Enumerable.Range(0, different * Width).Select(_ => (float)random.NextDouble() - 0.5f)];
        float[] input = new float[tokens * Width];
        for (int token = 0; token < tokens; token++)
        {
            rows.AsSpan(token % different * Width, Width).CopyTo(input.AsSpan(token * Width));
        }

        float[] all = new float[input.Length];
        Model.CreateRandom(Rows, 3).Forward(input, all);
        float[] mean = new float[Width];
        Model.CreateRandom(Mean, 3).Forward(input, mean);
        for (int i = 0; i < Width; i++)
        {
            double expected = 0;
            double size = 0;
            for (int token = 0; token < tokens; token++)
            {
                expected += all[(token * Width) + i];
                size += Math.Abs(all[(token * Width) + i]);
            }

            // Rounding the mean is half a unit of 2⁻²³; pairs of a few rows are added in float.
            Assert.InRange(Math.Abs(mean[i] - (expected / tokens)), 0, size / tokens * 1.5e-7);
        }
    }

    /// <summary>The sums of a long sequence are cut at its own tokens: what is before it in a batch, and how threads share the rows, changes no bit.</summary>
    [Theory]
    [InlineData("MultiHeadAttention(Embed = 8, Heads = 2, Mask = AttentionMask.Causal)")]
    [InlineData("MultiHeadAttention(Embed = 8, Heads = 2, Window = 5000)")]
    public void A_batch_gives_the_same_bits(string attribute)
    {
        int[] lengths = [37, 2500, 801, 769];
        Model model = Model.CreateRandom(attribute, 1);
        Random random = new(1);
        float[] input = [.. Enumerable.Range(0, lengths.Sum() * 8).Select(_ => (float)random.NextDouble() - 0.5f)];
        List<float> alone = [];
        int start = 0;
        foreach (int length in lengths)
        {
            float[] output = new float[length * 8];
            model.Forward(input.AsSpan(start * 8, length * 8), output);
            alone.AddRange(output);
            start += length;
        }

        foreach (int threads in new[] { 1, 2, 3 })
        {
            float[] together = new float[input.Length];
            model.ForceThreads(input, together, lengths, byLengths: true, threads);
            Assert.Equal(alone.ToArray(), together);
        }

        // What a token sees begins with the sequence, so a causal answer does not change with what comes behind, across the places where sums are cut too.
        if (attribute.Contains("Causal", StringComparison.Ordinal))
        {
            float[] all = new float[2500 * 8];
            model.Forward(input.AsSpan(0, all.Length), all);
            foreach (int tokens in new[] { 700, 767, 768, 769, 800, 1537 })
            {
                float[] begin = new float[tokens * 8];
                model.Forward(input.AsSpan(0, begin.Length), begin);
                Assert.Equal(all[..begin.Length], begin);
            }
        }
    }
}
