using Microsoft.ML.Tokenizers;

namespace ShapeGen.Extensions.AI.Tests;

/// <summary>A model and a WordPiece tokenizer over a few words.</summary>
internal static class Fixture
{
    public const int Cls = 2;
    public const int Sep = 3;

    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sat", "on", "mat", "a", "##s", "ran", "far", "away"];

    public static Embedder Model { get; } = Embedder.CreateRandom(seed: 7);

    public static BertTokenizer Tokenizer { get; } = Create();

    /// <summary>The ids of a text, with those around it.</summary>
    public static int[] Ids(string text) => [.. Tokenizer.EncodeToIds(text, addSpecialTokens: true)];

    public static TokenEmbeddingGenerator Generator(Action<TokenEmbeddingOptions>? configure = null)
    {
        TokenEmbeddingOptions options = new() { ModelId = "tiny" };
        configure?.Invoke(options);
        return new(Model, Tokenizer, options);
    }

    /// <summary>What the model makes of the ids of one text.</summary>
    public static float[] Alone(params int[] ids)
    {
        float[] output = new float[Embedder.OutputLength()];
        Model.Forward(ids, output);
        return output;
    }

    private static BertTokenizer Create()
    {
        using MemoryStream vocabulary = new(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Words) + "\n"));
        return BertTokenizer.Create(vocabulary);
    }
}
