namespace ShapeGen;

/// <summary>Options of <see cref="TokenEmbeddingGenerator"/>.</summary>
public sealed class TokenEmbeddingOptions
{
    /// <summary>The model's name in the metadata and in each embedding, such as <c>"all-MiniLM-L6-v2"</c>.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// Converts a text to ids, including special tokens. Null uses the tokenizer: a <c>BertTokenizer</c> adds <c>[CLS]</c> and <c>[SEP]</c>, a
    /// <c>SentencePieceTokenizer</c> what it was created with, and others add nothing. If the model expects more (RoBERTa's <c>&lt;s&gt;</c> and
    /// <c>&lt;/s&gt;</c>), add it here.
    /// </summary>
    public Func<string, IReadOnlyList<int>>? Encode { get; set; }

    /// <summary>What happens to a text that is too long. An error by default.</summary>
    public OverlongText Overlong { get; set; }

    /// <summary>Maximum tokens of a text, including those that the tokenizer adds; at most the model's limit, which is the default.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>
    /// Maximum tokens in one call of the model, at least 1: texts are concatenated without padding up to this number. Cancellation takes effect between two of
    /// these calls. 4096 by default; more does not make it faster, because weights are read once for several hundred tokens.
    /// </summary>
    public int BatchTokens { get; set; } = 4096;

    /// <summary>Maximum number of threads of a call; 0, the default, for the model's own number.</summary>
    public int Threads { get; set; }
}
