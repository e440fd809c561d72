namespace ShapeGen.Numerics.Tests.Models;

/// <summary>A module whose calls are counted for garbage, large enough for two threads.</summary>
internal sealed record AllocationCase(string Attribute, int InputWidth, int OutputWidth, int Tokens, int Batch)
{
    /// <summary>Whether sequences may have any lengths.</summary>
    public bool TakesLengths => !Attribute.Contains("Tokens =", StringComparison.Ordinal);

    /// <summary>As many rows as the batch has, in unequal sequences.</summary>
    public int[] Lengths => Batch == 1 ? [Tokens - 3, 3] : [.. Enumerable.Repeat(Tokens, Batch - 2), Tokens - 1, Tokens + 1];

    /// <summary>Rows of the input that a row of the output stands for: more than 1 behind convolutions without padding.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Rows that come out for each sequence.</summary>
    public int OutputRows => Tokens / Stride;

    /// <summary>Rows that come out for sequences of unequal lengths.</summary>
    public int RowsOf(int[] lengths) => lengths.Sum(length => length / Stride);

    /// <summary>Every kind of module, each with any number of tokens and with a fixed one; convolutions take any number.</summary>
    public static IReadOnlyList<AllocationCase> All { get; } =
    [
        .. from module in new AllocationCase[]
           {
               new("Linear(In = 300, Out = 130)", 300, 130, Tokens: 81, Batch: 3),
               new("LayerNorm(Dim = 120)", 120, 120, Tokens: 197, Batch: 100),
               new("FeedForward(Embed = 130, Ffn = 516)", 130, 130, Tokens: 43, Batch: 3),
               new("MultiHeadAttention(Embed = 96, Heads = 3)", 96, 96, Tokens: 197, Batch: 1),
               new("Encoder(Embed = 64, Heads = 8, Ffn = 128)", 64, 64, Tokens: 14, Batch: 19),
               new("Encoder(Embed = 64, Heads = 8, Ffn = 128, Layers = 3, Norm = NormPlacement.Post, Activation = Activation.Gelu)", 64, 64, Tokens: 14, Batch: 19),
           }
           from isFixed in new[] { false, true }
           select isFixed ? module with { Attribute = $"{module.Attribute[..^1]}, Tokens = {module.Tokens})" } : module,
        new(
            "Convolution(4, 64, 3, 3, ConvolutionActivation.Tanh, Norm = ConvolutionNorm.Group), Convolution(64, 64, 2, 2), Encoder(Embed = 64, Heads = 8, Ffn = 256)",
            4, 64, Tokens: 600, Batch: 3) { Stride = 6 },
    ];
}
