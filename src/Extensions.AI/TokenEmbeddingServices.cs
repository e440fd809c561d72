using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Tokenizers;

namespace ShapeGen;

/// <summary>Registers text embedders with dependency injection.</summary>
public static class TokenEmbeddingServices
{
    /// <summary>
    /// Registers the model as a singleton <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c>. To add caching or logging, pass a
    /// <see cref="TokenEmbeddingGenerator"/> to <c>AddEmbeddingGenerator</c> of the package Microsoft.Extensions.AI instead.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">The tokenizer that the model was trained with.</param>
    /// <param name="configure">Sets options, or null.</param>
    /// <returns><paramref name="services"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is out of range.</exception>
    public static IServiceCollection AddEmbeddingGenerator(
        this IServiceCollection services, ITokenEmbedder model, Tokenizer tokenizer, Action<TokenEmbeddingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        TokenEmbeddingOptions options = new();
        configure?.Invoke(options);
        return services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(new TokenEmbeddingGenerator(model, tokenizer, options));
    }
}
