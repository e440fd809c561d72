using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace ShapeGen;

/// <summary>
/// A text embedder compiled by ShapeGen, with its tokenizer, as an embedding generator of Microsoft.Extensions.AI: for semantic search, caching, logging,
/// and everything else that takes one. Any number of threads may use it at the same time.
/// </summary>
/// <remarks>
/// The texts of a call run together without padding; each embedding is bit-identical to embedding that text alone. The work runs on the thread
/// pool. The caller owns the model and the tokenizer: disposing the generator does nothing.
/// </remarks>
public sealed class TokenEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly ITokenEmbedder _model;
    private readonly Tokenizer _tokenizer;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly Func<string, IReadOnlyList<int>> _encode;
    private readonly OverlongText _overlong;
    private readonly int _maxTokens;
    private readonly int _batchTokens;
    private readonly int _threads;

    /// <summary>Creates a generator.</summary>
    /// <param name="model">The model: a class with <c>[TokenEmbedding]</c>, <c>[Encoder]</c> and <c>[Pool]</c>.</param>
    /// <param name="tokenizer">The tokenizer that the model was trained with. With a <c>BertTokenizer</c>, <c>[CLS]</c> and <c>[SEP]</c> are added; see <see cref="TokenEmbeddingOptions.Encode"/> for others.</param>
    /// <param name="options">The options, or null for the defaults. Later changes to them have no effect.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of <paramref name="options"/> is out of range.</exception>
    public TokenEmbeddingGenerator(ITokenEmbedder model, Tokenizer tokenizer, TokenEmbeddingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        options ??= new();
        int maxTokens = options.MaxTokens ?? model.MaxTokens;
        if (maxTokens < 1 || maxTokens > model.MaxTokens)
        {
            throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant($"MaxTokens is {maxTokens}, but must be from 1 to {model.MaxTokens}, the positions of the model."));
        }

        if (options.BatchTokens < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant($"BatchTokens is {options.BatchTokens}, but must be at least 1."));
        }

        if (options.Threads < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant($"Threads is {options.Threads}, but must be at least 1, or 0 for the model's own number."));
        }

        if (!Enum.IsDefined(options.Overlong))
        {
            throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant($"Overlong is {(int)options.Overlong}, which is not a value of OverlongText."));
        }

        _model = model;
        _tokenizer = tokenizer;
        _encode = options.Encode ?? (tokenizer is BertTokenizer bert
            ? text => bert.EncodeToIds(text, addSpecialTokens: true)
            : text => tokenizer.EncodeToIds(text));
        _maxTokens = maxTokens;
        _overlong = options.Overlong;
        _batchTokens = options.BatchTokens;
        _threads = options.Threads;
        _metadata = new("ShapeGen", providerUri: null, options.ModelId, model.Dimensions);
    }

    /// <summary>Embeds texts.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">
    /// <see cref="EmbeddingGenerationOptions.Dimensions"/> and <see cref="EmbeddingGenerationOptions.ModelId"/> must be those of the model if they are set; the other options have no effect.
    /// </param>
    /// <param name="cancellationToken">Cancels between two calls of the model.</param>
    /// <returns>An embedding for each text, in order, and the number of tokens.</returns>
    /// <exception cref="ArgumentException">A text has no tokens or too many, or <paramref name="options"/> ask for another model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != _model.Dimensions)
        {
            throw new ArgumentException(FormattableString.Invariant($"Dimensions is {dimensions}, but the model's embeddings have {_model.Dimensions}. Leave it out."), nameof(options));
        }

        if (options?.ModelId is { } model && _metadata.DefaultModelId is { } own && model != own)
        {
            throw new ArgumentException($"ModelId is '{model}', but this generator has '{own}'. Leave it out, or use another generator.", nameof(options));
        }

        return Task.Run(() => Generate(values, options?.ModelId ?? _metadata.DefaultModelId, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_model) ? _model
            : serviceType.IsInstanceOfType(_tokenizer) ? _tokenizer
            : null;
    }

    /// <summary>Does nothing: the caller owns the model and the tokenizer.</summary>
    public void Dispose()
    {
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<string> values, string? modelId, CancellationToken cancellation)
    {
        TokenBatch batch = TokenBatch.Create(_encode, values, _maxTokens, _overlong, cancellation);
        GeneratedEmbeddings<Embedding<float>> embeddings = new(batch.Lengths.Length);
        DateTimeOffset createdAt = DateTimeOffset.UtcNow;
        float[] output = [];
        int firstToken = 0;
        for (int first = 0; first < batch.Lengths.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int tokens = batch.Lengths[first];
            int end = first + 1;
            while (end < batch.Lengths.Length && tokens + batch.Lengths[end] <= _batchTokens)
            {
                tokens += batch.Lengths[end++];
            }

            if (output.Length < (end - first) * _model.Dimensions)
            {
                output = new float[(end - first) * _model.Dimensions];
            }

            _model.Embed(batch.Ids.Slice(firstToken, tokens), batch.Lengths[first..end], output.AsSpan(0, (end - first) * _model.Dimensions), _threads);
            for (int i = 0; i < end - first; i++)
            {
                embeddings.Add(new(output.AsSpan(i * _model.Dimensions, _model.Dimensions).ToArray()) { ModelId = modelId, CreatedAt = createdAt });
            }

            firstToken += tokens;
            first = end;
        }

        embeddings.Usage = new() { InputTokenCount = batch.Ids.Length, TotalTokenCount = batch.Ids.Length };
        return embeddings;
    }
}
