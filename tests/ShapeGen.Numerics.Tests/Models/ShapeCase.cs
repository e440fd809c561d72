using ShapeGen.Numerics.Tests.Reference;

namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A module, a token count and a batch for the comparison with the reference.</summary>
internal sealed record ShapeCase(ReferenceModule Module, int Tokens, int Batch, bool Fixed)
{
    public string Attribute => Fixed ? $"{Module.Attribute[..^1]}, Tokens = {Tokens})" : Module.Attribute;

    public override string ToString() => $"{Attribute} on [{Batch}, {Tokens}]";

    /// <summary>Sizes at which something changes: one, primes, around each vector's and tile's width, past a block of rows or of depth.</summary>
    public static IReadOnlyList<ShapeCase> All { get; } = Build().ToList();

    private static IEnumerable<ShapeCase> Build()
    {
        foreach ((int inputs, int outputs) in new[] { (1, 1), (5, 3), (31, 33), (64, 48), (300, 130) })
        {
            foreach (int rows in new[] { 1, 3, 29, 140 })
            {
                yield return new(new LinearReference(inputs, outputs, inputs % 2 == 1), rows, 1, Fixed: false);
            }
        }

        yield return new(new LinearReference(1024, 20, true), 19, 1, Fixed: false);
        yield return new(new LinearReference(31, 33, true), 7, 3, Fixed: true);
        foreach (int dim in new[] { 3, 8, 21, 768 })
        {
            yield return new(new LayerNormReference(dim, dim % 2 == 0), 5, 2, Fixed: false);
        }

        foreach ((int embed, int ffn) in new[] { (9, 40), (130, 516) })
        {
            yield return new(new FeedForwardReference(embed, ffn, ffn % 8 == 0, true), 1, 1, Fixed: false);
            yield return new(new FeedForwardReference(embed, ffn, ffn % 8 == 0, true), 43, 4, Fixed: false);
            yield return new(new FeedForwardReference(embed, ffn, ffn % 8 == 0, true), 19, 2, Fixed: true);
        }

        foreach ((int embed, int heads) in new[] { (2, 2), (25, 5), (96, 3) })
        {
            foreach (int tokens in new[] { 1, 2, 14, 50, 300 })
            {
                yield return new(new AttentionReference(embed, heads, heads % 2 == 0), tokens, 2, Fixed: false);
            }

            yield return new(new AttentionReference(embed, heads, heads % 2 == 0), 27, 3, Fixed: true);
        }

        foreach ((int embed, int heads, int ffn) in new[] { (3, 3, 5), (40, 5, 90), (64, 8, 128), (144, 4, 288) })
        {
            foreach ((int tokens, int batch) in new[] { (1, 9), (6, 30), (47, 3), (197, 1) })
            {
                yield return new(new EncoderReference(embed, heads, ffn, embed % 2 == 1), tokens, batch, Fixed: false);
            }

            yield return new(new EncoderReference(embed, heads, ffn, embed % 2 == 1), 14, 11, Fixed: true);
        }

        yield return new(new EncoderReference(40, 5, 90, true), 129, 1, Fixed: true);

        // Each way to see and to know where tokens are, in one block of rows and in several.
        foreach (int tokens in new[] { 5, 60, 300 })
        {
            yield return new(new PositionedAttention(30, 6, 3, 7), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(30, 6, 6, 5, IsCausal: true, KeyBias: false), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(30, 6, 2, 5, Window: 20), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(32, 4, 4, 8, IsCausal: true, Window: 21), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(30, 6, 6, 5, Position: "Alibi"), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(32, 8, 8, 4, IsCausal: true, Position: "Alibi"), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(30, 6, 6, 5, Position: "RelativeBuckets"), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(30, 6, 6, 5, IsCausal: true, Position: "RelativeBuckets"), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(80, 2, 1, 40, Position: "Rotary", RotaryDim: 40), tokens, 2, Fixed: false);
            yield return new(new PositionedAttention(46, 2, 2, 23, Position: "Rotary", RotaryDim: 14, IsInterleaved: true), tokens, 2, Fixed: false);
        }

        yield return new(new PositionedAttention(48, 3, 3, 16, IsCausal: true, Position: "Rotary", RotaryDim: 16), 61, 3, Fixed: true);

        // Deep sums, which are cut; wide rows whose distance is a multiple of 4096 bytes.
        yield return new(new EncoderReference(256, 4, 1024, false), 21, 1, Fixed: true);
    }
}
