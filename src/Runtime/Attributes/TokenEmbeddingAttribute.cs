namespace ShapeGen;

/// <summary>
/// Lets the encoder of the same class take token ids: each becomes its row of a table, PyTorch's <c>nn.Embedding</c>. With <see cref="Types"/>, the row of
/// the token's type is added, as BERT does for two texts in one sequence.
/// </summary>
/// <remarks>
/// The checkpoint holds the table [Vocab, Embed] under the name of <see cref="TensorNamesAttribute.TokenEmbedding"/>, and with types the table
/// [Types, Embed] under that of <see cref="TensorNamesAttribute.TypeEmbedding"/>. Ids are checked against <see cref="Vocab"/> before anything is computed.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TokenEmbeddingAttribute : Attribute
{
    /// <summary>Declares an embedding whose size is given as a named argument.</summary>
    public TokenEmbeddingAttribute()
    {
    }

    /// <summary>Declares an embedding.</summary>
    /// <param name="vocab">Tokens of the vocabulary, at least 1.</param>
    public TokenEmbeddingAttribute(int vocab) => Vocab = vocab;

    /// <summary>Tokens of the vocabulary, at least 1: HuggingFace's <c>vocab_size</c>. Ids are from 0 to one less.</summary>
    public int Vocab { get; set; }

    /// <summary>Token types: HuggingFace's <c>type_vocab_size</c>. 0, the default, for none. A call that gives no types has type 0 for all tokens.</summary>
    public int Types { get; set; }

    /// <summary>What the token's row is multiplied with: √Embed in the Transformer paper and in Gemma. 1 by default.</summary>
    public float Scale { get; set; } = 1;
}
