namespace ShapeGen;

/// <summary>How <see cref="TokenEmbeddingGenerator"/> works.</summary>
public sealed class TokenEmbeddingOptions
{
    /// <summary>The model's name, which the metadata and each embedding have: <c>"all-MiniLM-L6-v2"</c>.</summary>
    public string? ModelId { get; set; }

    /// <summary>
    /// How a text becomes ids, those around it included; null for what the tokenizer does: a <c>BertTokenizer</c> adds <c>[CLS]</c> and <c>[SEP]</c>, a
    /// <c>SentencePieceTokenizer</c> what it was made with. The others add nothing: where a model expects more (RoBERTa's <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c>), add
    /// it here.
    /// </summary>
    public Func<string, IReadOnlyList<int>>? Encode { get; set; }

    /// <summary>What is done with a text that is too long. An error by default.</summary>
    public OverlongText Overlong { get; set; }

    /// <summary>The most tokens of a text, those that the tokenizer adds included; no more than the model's. The model's by default.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>
    /// Tokens that run in one call of the model, at least 1: texts are put together without padding up to so many. A call that is cancelled ends between
    /// two of them. 4096 by default: more gains nothing, as weights are read once for some hundred tokens.
    /// </summary>
    public int BatchTokens { get; set; } = 4096;

    /// <summary>The most threads that share the work of a call; 0, the default, for as many as the model was made with.</summary>
    public int Threads { get; set; }
}
