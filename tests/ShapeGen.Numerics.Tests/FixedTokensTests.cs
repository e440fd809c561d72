using System.Runtime.InteropServices;
using ShapeGen.Numerics.Tests.Models;

namespace ShapeGen.Numerics.Tests;

/// <summary>
/// A model with a fixed token count has only the tile heights that its batches need. Whatever the batch and the threads, it must have them all
/// (a kernel throws where one is missing) and give the same bits as the model of any token count.
/// </summary>
[Trait("Category", "Numeric")]
public sealed class FixedTokensTests
{
    private const int MostSequences = 40;

    /// <summary>Declarations without <c>Tokens</c>, their widths, and the count to fix; stacks with every way of norms and of looking at other tokens.</summary>
    private static readonly (string Attribute, int InputWidth, int OutputWidth, int Tokens)[] Shapes =
    [
        ("Encoder(Embed = 16, Heads = 2, Ffn = 24)", 16, 16, 1),
        ("Encoder(Embed = 16, Heads = 2, Ffn = 24)", 16, 16, 5),
        ("Encoder(Embed = 16, Heads = 2, Ffn = 24)", 16, 16, 14),
        ("Encoder(Embed = 16, Heads = 2, Ffn = 24)", 16, 16, 29),
        ("Encoder(Embed = 15, Heads = 3, Ffn = 31, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, FinalNorm = true)", 15, 15, 7),
        ("Encoder(Embed = 15, Heads = 3, Ffn = 31, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, FinalNorm = true)", 15, 15, 11),
        ("Encoder(Embed = 20, Heads = 2, Ffn = 33, Layers = 2, NormKind = NormKind.Rms, Gated = true, Mask = AttentionMask.Causal, Position = PositionEncoding.Rotary)", 20, 20, 9),
        ("Encoder(Embed = 20, Heads = 2, Ffn = 33, Layers = 2, NormKind = NormKind.Rms, Gated = true, Mask = AttentionMask.Causal, Position = PositionEncoding.Rotary)", 20, 20, 19),
        ("Encoder(Embed = 12, Heads = 3, Ffn = 20, Layers = 3, Window = 8, GlobalEvery = 2, Position = PositionEncoding.Alibi)", 12, 12, 27),
        ("MultiHeadAttention(Embed = 18, Heads = 3)", 18, 18, 13),
        ("FeedForward(Embed = 31, Ffn = 47)", 31, 31, 3),
        ("Linear(In = 33, Out = 50)", 33, 50, 17),
        ("LayerNorm(Dim = 21)", 21, 21, 6),
    ];

    public static IEnumerable<string> Declarations => Shapes.SelectMany(shape => new[] { shape.Attribute, Fixed(shape.Attribute, shape.Tokens) });

    public static TheoryData<int> Cases => new(Enumerable.Range(0, Shapes.Length));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_batch_has_its_tiles(int index)
    {
        (string attribute, int inputWidth, int outputWidth, int tokens) = Shapes[index];
        Model any = Model.CreateRandom(attribute, index);
        Model withTokens = Model.CreateRandom(Fixed(attribute, tokens), index);
        Random random = new(index);
        float[] input = Enumerable.Range(0, MostSequences * tokens * inputWidth).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();

        // One result for all: no row depends on the rows of other sequences.
        float[] expected = new float[MostSequences * tokens * outputWidth];
        any.Forward(input, expected, MostSequences);
        for (int batch = 1; batch <= MostSequences; batch++)
        {
            int[] lengths = Enumerable.Repeat(tokens, batch).ToArray();
            int rows = batch * tokens;
            for (int threads = 1; threads <= 3; threads++)
            {
                float[] output = Enumerable.Repeat(float.NaN, rows * outputWidth).ToArray();
                withTokens.ForceThreads(input.AsSpan(0, rows * inputWidth), output, lengths, byLengths: false, threads);
                Assert.True(Bits(expected.AsSpan(0, output.Length)).SequenceEqual(Bits(output)), $"[{attribute}] with {tokens} tokens differs at batch {batch} on {threads} threads.");
            }
        }
    }

    private static ReadOnlySpan<int> Bits(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values);

    private static string Fixed(string attribute, int tokens) => $"{attribute[..^1]}, Tokens = {tokens})";
}
