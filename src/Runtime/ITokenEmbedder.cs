namespace ShapeGen;

/// <summary>
/// A model that turns the token ids of each sequence into one row, independent of its sizes: for programs that work with any embedder. Generated classes with
/// <see cref="TokenEmbeddingAttribute"/> and <see cref="PoolAttribute"/> and without a fixed number of tokens implement it.
/// </summary>
public interface ITokenEmbedder
{
    /// <summary>Floats in the result of one sequence.</summary>
    public int Dimensions { get; }

    /// <summary>Vocabulary size: ids are below it.</summary>
    public int Vocabulary { get; }

    /// <summary>Maximum tokens of a sequence; <see cref="int.MaxValue"/> if there is no limit.</summary>
    public int MaxTokens { get; }

    /// <summary>Runs the model on sequences of any lengths, like <c>Forward</c>.</summary>
    /// <param name="ids">The ids of all sequences, concatenated without padding.</param>
    /// <param name="lengths">Tokens of each sequence, at least 1 each.</param>
    /// <param name="output">[sequences, <see cref="Dimensions"/>].</param>
    /// <param name="threads">Maximum number of threads; 0 for the model's own number.</param>
    /// <exception cref="ArgumentException">A length does not fit, an id is out of range, or a sequence is too long. Nothing has been written then.</exception>
    public void Embed(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, int threads = 0);
}
