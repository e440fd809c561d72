using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace ShapeGen.Extensions.AI.Tests;

/// <summary>The generator through the interface of Microsoft.Extensions.AI.</summary>
public class GeneratorTests
{
    private static readonly string[] Texts = ["the cat sat on the mat", "a dog ran", "dogs", "the dog ran far away"];

    [Fact]
    public async Task Embeds_each_text_as_the_model_does_alone()
    {
        using IEmbeddingGenerator<string, Embedding<float>> generator = Fixture.Generator();
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);
        Assert.Equal(Texts.Length, embeddings.Count);
        long tokens = 0;
        for (int i = 0; i < Texts.Length; i++)
        {
            int[] ids = Fixture.Ids(Texts[i]);
            Assert.Equal((Fixture.Cls, Fixture.Sep), (ids[0], ids[^1]));
            Assert.Equal(Fixture.Alone(ids), embeddings[i].Vector.ToArray());
            Assert.Equal(("tiny", 32), (embeddings[i].ModelId, embeddings[i].Dimensions));
            Assert.NotNull(embeddings[i].CreatedAt);
            tokens += ids.Length;
        }

        Assert.Equal((tokens, tokens), (embeddings.Usage!.InputTokenCount, embeddings.Usage.TotalTokenCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(1000)]
    public async Task The_size_of_a_batch_changes_nothing(int batchTokens)
    {
        using TokenEmbeddingGenerator generator = Fixture.Generator(options => options.BatchTokens = batchTokens);
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(Texts);
        Assert.Equal(
            Texts.Select(text => Fixture.Alone(Fixture.Ids(text))),
            embeddings.Select(embedding => embedding.Vector.ToArray()));
    }

    [Fact]
    public async Task No_text_gives_no_embedding() => Assert.Empty(await Fixture.Generator().GenerateAsync([]));

    [Fact]
    public async Task A_long_text_is_an_error_with_both_numbers()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 20));
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Fixture.Generator().GenerateAsync(["a dog", text]));
        Assert.StartsWith("values[1] has 22 tokens, but the model takes at most 12. Split the text, or set Overlong = OverlongText.Cut to truncate it.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_text_is_cut_before_the_last_separator()
    {
        string text = string.Join(' ', Enumerable.Repeat("cat", 20));
        using TokenEmbeddingGenerator generator = Fixture.Generator(options => options.Overlong = OverlongText.Cut);
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync([text]);
        Assert.Equal(Fixture.Alone([Fixture.Cls, .. Enumerable.Repeat(6, 10), Fixture.Sep]), embeddings[0].Vector.ToArray());
        Assert.Equal(12, embeddings.Usage!.InputTokenCount);
    }

    [Fact]
    public async Task The_most_tokens_may_be_fewer_than_the_positions()
    {
        using TokenEmbeddingGenerator generator = Fixture.Generator(options => (options.Overlong, options.MaxTokens) = (OverlongText.Cut, 4));
        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["cat cat cat"]);
        Assert.Equal(Fixture.Alone([Fixture.Cls, 6, 6, Fixture.Sep]), embeddings[0].Vector.ToArray());
    }

    [Fact]
    public async Task Ids_may_be_made_in_another_way()
    {
        using TokenEmbeddingGenerator generator = Fixture.Generator(options => options.Encode = text => [7, text.Length, 8]);
        Assert.Equal(Fixture.Alone(7, 5, 8), (await generator.GenerateVectorAsync("12345")).ToArray());
    }

    [Fact]
    public async Task A_tokenizer_that_adds_nothing_is_taken_as_it_is()
    {
        Tokenizer words = new WordTokenizer();
        using TokenEmbeddingGenerator generator = new(Fixture.Model, words);
        Assert.Equal(Fixture.Alone([3, 5]), (await generator.GenerateVectorAsync("abc abcde")).ToArray());
        Assert.Contains("values[0] has no tokens.", (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([" "]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancels()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fixture.Generator().GenerateAsync(Texts, cancellationToken: new CancellationToken(canceled: true)));

        // Cancelled while texts come in.
        using CancellationTokenSource source = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fixture.Generator().GenerateAsync(Endless(source), cancellationToken: source.Token));

        static IEnumerable<string> Endless(CancellationTokenSource source)
        {
            for (int i = 0; ; i++)
            {
                if (i == 100)
                {
                    source.Cancel();
                }

                yield return "a cat";
            }
        }
    }

    [Fact]
    public async Task Refuses_what_another_model_would_do()
    {
        using TokenEmbeddingGenerator generator = Fixture.Generator();
        Assert.Contains("Dimensions is 16, but the model's embeddings have 32.", (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, new() { Dimensions = 16 }))).Message, StringComparison.Ordinal);
        Assert.Contains("ModelId is 'other', but this generator has 'tiny'.", (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(Texts, new() { ModelId = "other" }))).Message, StringComparison.Ordinal);
        Assert.Equal(4, (await generator.GenerateAsync(Texts, new() { ModelId = "tiny", Dimensions = 32 })).Count);
    }

    [Fact]
    public void Gives_its_services()
    {
        using IEmbeddingGenerator<string, Embedding<float>> generator = Fixture.Generator();
        EmbeddingGeneratorMetadata metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();
        Assert.Equal(("ShapeGen", "tiny", 32), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(Fixture.Model, generator.GetService<Embedder>());
        Assert.Same(Fixture.Tokenizer, generator.GetService<Tokenizer>());
        Assert.Same(generator, generator.GetService<TokenEmbeddingGenerator>());
        Assert.Null(generator.GetService<string>());
    }

    [Theory]
    [InlineData(0, 1, 0, "MaxTokens is 0, but must be from 1 to 12")]
    [InlineData(13, 1, 0, "MaxTokens is 13, but must be from 1 to 12")]
    [InlineData(12, 0, 0, "BatchTokens is 0, but must be at least 1")]
    [InlineData(12, 1, -1, "Threads is -1, but must be at least 1, or 0")]
    public void Refuses_options_out_of_range(int maxTokens, int batchTokens, int threads, string message)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fixture.Generator(options => (options.MaxTokens, options.BatchTokens, options.Threads) = (maxTokens, batchTokens, threads)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_from_many_threads_at_once()
    {
        using TokenEmbeddingGenerator generator = Fixture.Generator(options => options.BatchTokens = 8);
        float[][] expected = [.. Texts.Select(text => Fixture.Alone(Fixture.Ids(text)))];
        GeneratedEmbeddings<Embedding<float>>[] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => generator.GenerateAsync(Texts)));
        Assert.All(all, embeddings => Assert.Equal(expected, embeddings.Select(embedding => embedding.Vector.ToArray())));
    }
}
