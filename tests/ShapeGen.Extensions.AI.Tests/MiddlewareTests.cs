using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ShapeGen.Extensions.AI.Tests;

/// <summary>The generator in dependency injection, with the library's own middleware around it.</summary>
public class MiddlewareTests
{
    [Fact]
    public async Task Is_registered_by_its_own_method()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddEmbeddingGenerator(Fixture.Model, Fixture.Tokenizer, options => options.ModelId = "registered")
            .BuildServiceProvider();
        IEmbeddingGenerator<string, Embedding<float>> generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.Equal("registered", (await generator.GenerateAsync("a cat")).ModelId);
    }

    [Fact]
    public async Task Caching_and_logging_of_the_library_work_around_it()
    {
        CountingEmbedder model = new();
        LineLogger lines = new();
        IServiceCollection collection = new ServiceCollection()
            .AddSingleton<IDistributedCache>(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(lines));
        collection.AddEmbeddingGenerator(new TokenEmbeddingGenerator(model, Fixture.Tokenizer)).UseLogging().UseDistributedCache();
        using ServiceProvider services = collection.BuildServiceProvider();
        IEmbeddingGenerator<string, Embedding<float>> generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        float[] first = (await generator.GenerateVectorAsync("the cat sat")).ToArray();
        float[] again = (await generator.GenerateVectorAsync("the cat sat")).ToArray();
        GeneratedEmbeddings<Embedding<float>> both = await generator.GenerateAsync(["the cat sat", "a dog"]);

        Assert.Equal(first, again);
        Assert.Equal(first, both[0].Vector.ToArray());
        Assert.Equal([1, 1], model.Sequences);
        Assert.Contains(lines.Lines, line => line.Contains("GenerateAsync invoked", StringComparison.Ordinal));
        Assert.Contains(lines.Lines, line => line.Contains("GenerateAsync generated 1 embedding", StringComparison.Ordinal));
    }

    /// <summary>The model, and how many sequences each call of it had.</summary>
    private sealed class CountingEmbedder : ITokenEmbedder
    {
        private readonly ITokenEmbedder _model = Fixture.Model;

        public List<int> Sequences { get; } = [];

        public int Dimensions => _model.Dimensions;

        public int Vocabulary => _model.Vocabulary;

        public int MaxTokens => _model.MaxTokens;

        public void Embed(ReadOnlySpan<int> ids, ReadOnlySpan<int> lengths, Span<float> output, int threads = 0)
        {
            Sequences.Add(lengths.Length);
            _model.Embed(ids, lengths, output, threads);
        }
    }

    private sealed class LineLogger : ILoggerProvider, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
