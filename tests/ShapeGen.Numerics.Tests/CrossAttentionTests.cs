using ShapeGen.Numerics.Tests.Models;
using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests;

/// <summary>A cross-attention: queries of the input, keys and values of a memory with lengths of its own.</summary>
[Trait("Category", "Numeric")]
public sealed class CrossAttentionTests
{
    private const int Embed = 30;
    private const int Memory = 14;
    private const int Out = 17;
    private const int Heads = 4;
    private const int KeyHeads = 2;
    private const int HeadDim = 7;
    private const string Attribute = "MultiHeadAttention(Embed = 30, Heads = 4, KeyValueHeads = 2, HeadDim = 7, Memory = 14, Out = 17, KeyBias = false)";

    private static readonly (string Name, int[] Shape)[] Parameters =
    [
        ("q_proj.weight", [Heads * HeadDim, Embed]), ("q_proj.bias", [Heads * HeadDim]),
        ("kv_proj.weight", [2 * KeyHeads * HeadDim, Memory]), ("kv_proj.v_bias", [KeyHeads * HeadDim]),
        ("out_proj.weight", [Out, Heads * HeadDim]), ("out_proj.bias", [Out]),
    ];

    private delegate object LoadCall(ReadOnlySpan<byte> bytes, string prefix);

    private delegate void BatchCall(ReadOnlySpan<float> query, ReadOnlySpan<float> memory, Span<float> output, int batch, int threads);

    private delegate void ScratchedCall(ReadOnlySpan<float> query, ReadOnlySpan<float> memory, Span<float> output, Span<float> scratch, int batch, int threads);

    private delegate void LengthsCall(ReadOnlySpan<float> query, ReadOnlySpan<int> lengths, ReadOnlySpan<float> memory, ReadOnlySpan<int> memoryLengths, Span<float> output, int threads);

    public static IEnumerable<string> Declarations => [Attribute];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(19, 5)]
    [InlineData(260, 33)]
    [InlineData(40, 260)]
    public void Equals_the_reference(int tokens, int memoryTokens)
    {
        (object model, Dictionary<string, float[]> weights) = Load();
        Random random = new(tokens);
        float[] query = Values(random, tokens * Embed);
        float[] memory = Values(random, memoryTokens * Memory);
        float[] output = new float[tokens * Out];
        Call<BatchCall>(model)(query, memory, output, 1, 1);

        double[] expected = Reference(weights, Array.ConvertAll(query, value => (double)value), tokens, Array.ConvertAll(memory, value => (double)value), memoryTokens);
        Assert.InRange(Errors.Largest(output, expected), 0, 2e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_batch_and_lengths_are_the_sequences_bit_for_bit(int threads)
    {
        object model = Load().Model;
        Random random = new(threads);
        int[] lengths = [3, 1, 40, 250, 17, 1, 1];
        int[] memoryLengths = [1, 300, 2, 33, 16, 90, 250];
        float[] query = Values(random, lengths.Sum() * Embed);
        float[] memory = Values(random, memoryLengths.Sum() * Memory);
        float[] output = new float[lengths.Sum() * Out];
        Call<LengthsCall>(model)(query, lengths, memory, memoryLengths, output, threads);

        int row = 0;
        int memoryRow = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            float[] own = query[(row * Embed)..((row + lengths[i]) * Embed)];
            float[] remembered = memory[(memoryRow * Memory)..((memoryRow + memoryLengths[i]) * Memory)];
            float[] alone = new float[lengths[i] * Out];
            Call<BatchCall>(model)(own, remembered, alone, 1, 1);
            Assert.Equal(alone, output[(row * Out)..((row + lengths[i]) * Out)]);

            // Three times the same, in scratch that is exactly long enough and holds no number.
            float[] three = new float[3 * alone.Length];
            float[] scratch = new float[(int)model.GetType().GetMethod("ScratchLength")!.Invoke(null, [lengths[i], memoryLengths[i], threads])!];
            Array.Fill(scratch, float.NaN);
            Call<ScratchedCall>(model)([.. own, .. own, .. own], [.. remembered, .. remembered, .. remembered], three, scratch, 3, threads);
            Assert.Equal([.. alone, .. alone, .. alone], three);
            row += lengths[i];
            memoryRow += memoryLengths[i];
        }
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        object model = Load().Model;
        BatchCall batch = Call<BatchCall>(model);
        LengthsCall lengths = Call<LengthsCall>(model);
        Throws("query", () => batch(new float[Embed + 1], new float[Memory], new float[Out], 1, 1));
        Throws("memory", () => batch(new float[Embed], new float[Memory + 1], new float[Out], 1, 1));
        Throws("memory", () => batch(new float[Embed], [], new float[Out], 1, 1));
        Throws("output", () => batch(new float[Embed], new float[Memory], new float[Out + 1], 1, 1));
        Throws("memoryLengths", () => lengths(new float[2 * Embed], [1, 1], new float[Memory], [1], new float[2 * Out], 1));
        Throws("memoryLengths", () => lengths(new float[2 * Embed], [1, 1], new float[Memory], [1, 0], new float[2 * Out], 1));
        Throws("memory", () => lengths(new float[2 * Embed], [1, 1], new float[Memory], [1, 1], new float[2 * Out], 1));
        float[] both = new float[(2 * Memory) + Out];
        Throws("output", () => batch(new float[Embed], both.AsSpan(0, 2 * Memory), both.AsSpan(Memory, Out), 1, 1));
        float[] scratch = new float[(int)model.GetType().GetMethod("ScratchLength")!.Invoke(null, [1, 1, 1])!];
        Throws("scratch", () => Call<ScratchedCall>(model)(new float[Embed], scratch.AsSpan(0, Memory), new float[Out], scratch, 1, 1));

        static void Throws(string parameter, Action call) => Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(call).ParamName);
    }

    private static double[] Reference(Dictionary<string, float[]> weights, double[] query, int tokens, double[] memory, int memoryTokens)
    {
        int keyWidth = KeyHeads * HeadDim;
        double[] q = Operations.Linear(query, tokens, weights["q_proj.weight"], weights["q_proj.bias"]);
        double[] kv = Operations.Linear(memory, memoryTokens, weights["kv_proj.weight"], [.. new float[keyWidth], .. weights["kv_proj.v_bias"]]);
        double[] context = new double[tokens * Heads * HeadDim];
        for (int token = 0; token < tokens; token++)
        {
            for (int head = 0; head < Heads; head++)
            {
                int column = head / (Heads / KeyHeads) * HeadDim;
                int start = (token * Heads * HeadDim) + (head * HeadDim);
                double[] powers = [.. Enumerable.Range(0, memoryTokens).Select(key => Math.Exp(
                    Enumerable.Range(0, HeadDim).Sum(i => q[start + i] * kv[(key * 2 * keyWidth) + column + i]) / Math.Sqrt(HeadDim)))];
                for (int i = 0; i < HeadDim; i++)
                {
                    context[start + i] = Enumerable.Range(0, memoryTokens).Sum(key => powers[key] * kv[(key * 2 * keyWidth) + keyWidth + column + i]) / powers.Sum();
                }
            }
        }

        return Operations.Linear(context, tokens, weights["out_proj.weight"], weights["out_proj.bias"]);
    }

    private static (object Model, Dictionary<string, float[]> Weights) Load()
    {
        Random random = new(1);
        Dictionary<string, float[]> weights = Parameters.ToDictionary(parameter => parameter.Name, parameter => Values(random, parameter.Shape.Aggregate((a, b) => a * b), 1 / Math.Sqrt(parameter.Shape[^1])));
        byte[] bytes = SafetensorsWriter.ToBytes(Parameters.Select(parameter => SafetensorsTensor.FromSingles(parameter.Name, weights[parameter.Name], parameter.Shape)));
        object model = ModelLibrary.TypeOf(Attribute).GetMethod("Load", [typeof(ReadOnlySpan<byte>), typeof(string)])!.CreateDelegate<LoadCall>()(bytes, "");
        return (model, weights);
    }

    /// <summary>The form of <c>Forward</c> that has the delegate's parameters.</summary>
    private static T Call<T>(object model)
        where T : Delegate =>
        model.GetType().GetMethod("Forward", [.. typeof(T).GetMethod("Invoke")!.GetParameters().Select(parameter => parameter.ParameterType)])!.CreateDelegate<T>(model);

    private static float[] Values(Random random, int count, double bound = 2) => [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * bound))];
}
