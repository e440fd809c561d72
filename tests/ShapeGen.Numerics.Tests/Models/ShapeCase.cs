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
        (int In, int Out)[] linears = [(1, 1), (1, 17), (5, 3), (16, 16), (31, 33), (64, 48), (257, 8), (300, 130), (1024, 20)];
        foreach ((int inputs, int outputs) in linears)
        {
            foreach (int rows in new[] { 1, 3, 29, 140 })
            {
                yield return new(new LinearReference(inputs, outputs, inputs % 2 == 1), rows, 1, Fixed: false);
            }

            yield return new(new LinearReference(inputs, outputs, inputs % 2 == 1), 7, 3, Fixed: true);
        }

        foreach (int dim in new[] { 1, 3, 4, 8, 9, 16, 21, 33, 64, 100, 768 })
        {
            yield return new(new LayerNormReference(dim, dim % 2 == 0), 5, 2, Fixed: false);
        }

        foreach ((int embed, int ffn) in new[] { (1, 1), (9, 40), (48, 7), (64, 300), (130, 516) })
        {
            yield return new(new FeedForwardReference(embed, ffn, ffn % 2 == 0, true), 1, 1, Fixed: false);
            yield return new(new FeedForwardReference(embed, ffn, ffn % 2 == 0, true), 43, 4, Fixed: false);
            yield return new(new FeedForwardReference(embed, ffn, ffn % 2 == 0, true), 19, 2, Fixed: true);
        }

        foreach ((int embed, int heads) in new[] { (2, 2), (12, 4), (25, 5), (33, 1), (64, 4), (96, 3) })
        {
            foreach (int tokens in new[] { 1, 2, 14, 50, 300 })
            {
                yield return new(new AttentionReference(embed, heads, heads % 2 == 0), tokens, 2, Fixed: false);
            }

            yield return new(new AttentionReference(embed, heads, heads % 2 == 0), 27, 3, Fixed: true);
        }

        foreach ((int embed, int heads, int ffn) in new[] { (3, 3, 5), (16, 2, 32), (40, 5, 90), (64, 8, 128), (120, 8, 240), (144, 4, 288), (260, 4, 520) })
        {
            foreach ((int tokens, int batch) in new[] { (1, 9), (6, 30), (47, 3), (197, 1) })
            {
                yield return new(new EncoderReference(embed, heads, ffn, embed % 2 == 0), tokens, batch, Fixed: false);
            }

            yield return new(new EncoderReference(embed, heads, ffn, embed % 2 == 0), 14, 11, Fixed: true);
            yield return new(new EncoderReference(embed, heads, ffn, embed % 2 == 0), 129, 1, Fixed: true);
        }
    }
}
