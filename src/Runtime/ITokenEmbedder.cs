namespace ShapeGen;

/// <summary>
/// A model from token ids to one row for each sequence, whatever its shape: what a program that works with any embedder needs. Generated classes with
/// <see cref="TokenEmbeddingAttribute"/> and <see cref="PoolAttribute"/>, and without a fixed number of tokens, have it.
/// </summary>
public interface ITokenEmbedder
{
    /// <summary>Floats of one sequence's result.</summary>
    public int Dimensions { get; }

    /// <summary>Ids are below this.</summary>
    public int Vocabulary { get; }

    /// <summary>The most tokens of a sequence; <see cref="int.MaxValue"/> where there is no limit.</summary>
    public int MaxTokens { get; }

    /// <summary>Runs the model on sequences of any lengths, as <c>Forward</c> does.</summary>
    /// <param name="ids">The sequences' ids, one behind the other, without padding.</param>
    /// <param name="lengths">Tokens of each sequence, at least 1 each.</param>
    /// <param name="output">[sequences, <see cref="Dimensions"/>].</param>
    /// <param name="threads">The most threads that share the work; 0 for as many as the model was made with.</param>
    /// <exception cref="ArgumentException">A length does not fit, an id is out of range, or a sequence is too long; nothing has been written.</exception>
    public void Embed(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, int threads = 0);
}
