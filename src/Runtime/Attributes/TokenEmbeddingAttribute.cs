namespace ShapeGen;

/// <summary>
/// Lets the encoder of the same class take token ids: each id selects a row of a table (PyTorch's <c>nn.Embedding</c>). With <see cref="Types"/>, the row of
/// the token's type is added, as BERT does for two texts in one sequence.
/// </summary>
/// <remarks>
/// The checkpoint holds the table [Vocab, Embed] with the name given by <see cref="TensorNamesAttribute.TokenEmbedding"/>, and, with types, the table
/// [Types, Embed] with the name given by <see cref="TensorNamesAttribute.TypeEmbedding"/>. Ids are checked against <see cref="Vocab"/> before anything is computed.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TokenEmbeddingAttribute : Attribute
{
    /// <summary>Declares an embedding whose size is given as a named argument.</summary>
    public TokenEmbeddingAttribute()
    {
    }

    /// <summary>Declares an embedding.</summary>
    /// <param name="vocab">Vocabulary size, at least 1.</param>
    public TokenEmbeddingAttribute(int vocab) => Vocab = vocab;

    /// <summary>Vocabulary size, at least 1: HuggingFace's <c>vocab_size</c>. Ids are from 0 to Vocab - 1.</summary>
    public int Vocab { get; set; }

    /// <summary>Number of token types: HuggingFace's <c>type_vocab_size</c>. None by default. In a call without types, all tokens have type 0.</summary>
    public int Types { get; set; }

    /// <summary>The factor of the token's row: √Embed in the Transformer paper and in Gemma. 1 by default.</summary>
    public float Scale { get; set; } = 1;
}
