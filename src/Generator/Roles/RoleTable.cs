namespace ShapeGen.Generator.Roles;

/// <content>The roles of the generator's own operations. A role comes after those that it joins.</content>
internal sealed partial class Role
{
    /// <summary>The one linear layer of <c>[Linear]</c>.</summary>
    public static readonly Role Linear = new("Linear", "linear layer", Occurrence.Once, TensorKind.Linear);

    /// <summary>The one norm of <c>[LayerNorm]</c>.</summary>
    public static readonly Role Norm = new("Norm", ModelPart.Norms, Occurrence.Once, TensorKind.Norm);

    /// <summary>The norm of the attention block.</summary>
    public static readonly Role Norm1 = new("Norm1", ModelPart.Norms, Occurrence.EachLayer, TensorKind.Norm);

    /// <summary>The projection to queries, where that is a separate tensor.</summary>
    public static readonly Role Query = new("Query", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>The projection to keys, where that is a separate tensor.</summary>
    public static readonly Role Key = new("Key", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>The projection to values, where that is a separate tensor.</summary>
    public static readonly Role Value = new("Value", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>The projection to queries, keys and values.</summary>
    public static readonly Role Qkv = new("Qkv", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear) { Joined = new([Query, Key, Value], "q, k and v") };

    /// <summary>A cross-attention's projection of the memory to keys and values.</summary>
    public static readonly Role KeyValue = new("KeyValue", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear) { Joined = new([Key, Value], "k and v") };

    /// <summary>The projection of the heads' results.</summary>
    public static readonly Role Out = new("Out", ModelPart.Attention, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>What the attention block's result is multiplied with.</summary>
    public static readonly Role LayerScale1 = new("LayerScale1", ModelPart.LayerScales, Occurrence.EachLayer, TensorKind.Scale);

    /// <summary>The norm of the feed-forward block.</summary>
    public static readonly Role Norm2 = new("Norm2", ModelPart.Norms, Occurrence.EachLayer, TensorKind.Norm);

    /// <summary>The gate of a gated feed-forward block.</summary>
    public static readonly Role Gate = new("Gate", ModelPart.FeedForward, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>The first linear layer of the feed-forward block.</summary>
    public static readonly Role Ffn1 = new("Ffn1", ModelPart.FeedForward, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>The gate and the first linear layer, where a checkpoint has them as one tensor.</summary>
    public static readonly Role Wi = new("Wi", ModelPart.FeedForward, Occurrence.EachLayer, TensorKind.Linear) { Joined = new([Gate, Ffn1], "both first layers") { OnlyInFiles = true } };

    /// <summary>The second linear layer of the feed-forward block.</summary>
    public static readonly Role Ffn2 = new("Ffn2", ModelPart.FeedForward, Occurrence.EachLayer, TensorKind.Linear);

    /// <summary>What the feed-forward block's result is multiplied with.</summary>
    public static readonly Role LayerScale2 = new("LayerScale2", ModelPart.LayerScales, Occurrence.EachLayer, TensorKind.Scale);

    /// <summary>The norm after the last layer.</summary>
    public static readonly Role FinalNorm = new("FinalNorm", ModelPart.Norms, Occurrence.Once, TensorKind.Norm);

    /// <summary>What is added to the scores by the distance of query and key, the same in all layers.</summary>
    public static readonly Role RelativeBias = new("RelativeBias", ModelPart.Attention, Occurrence.Once, TensorKind.Embedding);

    /// <summary>The embedding of tokens.</summary>
    public static readonly Role TokenEmbedding = new("TokenEmbedding", "token embedding", Occurrence.Once, TensorKind.Embedding);

    /// <summary>The embedding of token types.</summary>
    public static readonly Role TypeEmbedding = new("TypeEmbedding", "type embedding", Occurrence.Once, TensorKind.Embedding);

    /// <summary>The embedding of positions.</summary>
    public static readonly Role Positions = new("Positions", "positions", Occurrence.Once, TensorKind.Table);

    /// <summary>The class token.</summary>
    public static readonly Role ClassToken = new("ClassToken", "class token", Occurrence.Once, TensorKind.Exact);

    /// <summary>The embedding of patches.</summary>
    public static readonly Role Patch = new("Patch", "patch embedding", Occurrence.Once, TensorKind.Linear);

    /// <summary>The convolutions before the encoder.</summary>
    public static readonly Role Convolutions = new("Convolutions", ModelPart.Convolutions, Occurrence.Once, TensorKind.Linear) { NumberedBy = "[Convolution]" };

    /// <summary>The norms of convolutions.</summary>
    public static readonly Role ConvolutionNorms = new("ConvolutionNorms", ModelPart.Convolutions, Occurrence.Once, TensorKind.Norm) { NumberedBy = "[Convolution] with a norm" };

    /// <summary>The projection of features before the encoder.</summary>
    public static readonly Role Projection = new("Projection", "projection", Occurrence.Once, TensorKind.Linear);

    /// <summary>The norm before the first layer.</summary>
    public static readonly Role InputNorm = new("InputNorm", ModelPart.Norms, Occurrence.Once, TensorKind.Norm);

    /// <summary>The heads after the encoder.</summary>
    public static readonly Role Heads = new("Heads", "heads", Occurrence.Once, TensorKind.Linear) { NumberedBy = "[Head]" };

    /// <summary>The roles that users can name: the properties of <c>[TensorNames]</c>, in their order.</summary>
    public static readonly IReadOnlyList<Role> Named =
    [
        Norm1, Qkv, Query, Key, Value, KeyValue, Out, Norm2, Gate, Ffn1, Ffn2, Wi, FinalNorm, LayerScale1, LayerScale2, RelativeBias, TokenEmbedding, TypeEmbedding, Positions, ClassToken,
        Patch, Convolutions, ConvolutionNorms, Projection, InputNorm, Heads,
    ];
}
