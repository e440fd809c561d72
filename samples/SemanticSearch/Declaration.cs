using System.Globalization;
using System.Reflection;
using ShapeGen;

namespace SemanticSearch;

/// <summary>The arguments that Model.cs declares, or would have to declare for a checkpoint. Unknown ones are null.</summary>
internal sealed record Declaration
{
    public int? Vocab { get; init; }

    public int? Types { get; init; }

    public int? Positions { get; init; }

    public int? Embed { get; init; }

    public int? Heads { get; init; }

    public int? Ffn { get; init; }

    public int? Layers { get; init; }

    public Activation? Activation { get; init; }

    public float? Epsilon { get; init; }

    public Pooling? Pooling { get; init; }

    /// <summary>The arguments in the attributes of <see cref="SentenceEncoder"/>.</summary>
    public static Declaration OfModel()
    {
        TokenEmbeddingAttribute embedding = Attribute<TokenEmbeddingAttribute>();
        EncoderAttribute encoder = Attribute<EncoderAttribute>();
        return new()
        {
            Vocab = embedding.Vocab,
            Types = embedding.Types,
            Positions = Attribute<PositionsAttribute>().Max,
            Embed = encoder.Embed,
            Heads = encoder.Heads,
            Ffn = encoder.Ffn,
            Layers = encoder.Layers,
            Activation = encoder.Activation,
            Epsilon = encoder.Epsilon,
            Pooling = Attribute<PoolAttribute>().Pooling,
        };

        static T Attribute<T>()
            where T : Attribute =>
            typeof(SentenceEncoder).GetCustomAttribute<T>() ?? throw new InvalidOperationException($"SentenceEncoder has no {typeof(T).Name}.");
    }

    /// <summary>The arguments that differ from a checkpoint's, with both values.</summary>
    public IReadOnlyList<(string Argument, string Declared, string Needed)> Misfits(Declaration needed)
    {
        (string Argument, object? Declared, object? Needed)[] all =
        [
            ("TokenEmbedding.Vocab", Vocab, needed.Vocab),
            ("TokenEmbedding.Types", Types, needed.Types),
            ("Positions", Positions, needed.Positions),
            ("Encoder.Embed", Embed, needed.Embed),
            ("Encoder.Heads", Heads, needed.Heads),
            ("Encoder.Ffn", Ffn, needed.Ffn),
            ("Encoder.Layers", Layers, needed.Layers),
            ("Encoder.Activation", Activation, needed.Activation),
            ("Encoder.Epsilon", Epsilon, needed.Epsilon),
            ("Pool", Pooling, needed.Pooling),
        ];
        return
        [
            .. from one in all
               where one.Needed is not null && !one.Needed.Equals(one.Declared)
               select (one.Argument, Text(one.Declared), Text(one.Needed)),
        ];
    }

    /// <summary>The attributes as in Model.cs; unknown arguments are question marks.</summary>
    public string ToCode()
    {
        string epsilon = Epsilon is null ? "?" : $"{Text(Epsilon)}f";
        return $"""
            [TokenEmbedding(Vocab = {Text(Vocab)}, Types = {Text(Types)})]
            [Positions({Text(Positions)})]
            [InputNorm({epsilon})]
            [Encoder(Embed = {Text(Embed)}, Heads = {Text(Heads)}, Ffn = {Text(Ffn)}, Layers = {Text(Layers)}, Norm = NormPlacement.Post, Activation = Activation.{Text(Activation)}, Epsilon = {epsilon})]
            [Pool(Pooling.{Text(Pooling)}, Normalize = true)]
            [TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*;embeddings.position_ids")]
            """;
    }

    private static string Text(object? value) => value is null ? "?" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
