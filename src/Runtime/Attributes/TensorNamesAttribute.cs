namespace ShapeGen;

/// <summary>
/// How a checkpoint names the tensors of the model, beside the attribute that declares it. Without it, <see cref="TensorNaming.CvNets"/>.
/// </summary>
/// <remarks>
/// The names of a family, and in place of some of them names of your own: each is a stem with <c>{layer}</c> where the number of the layer stands, to
/// which <c>.weight</c> and <c>.bias</c> are added, or with <c>{part}</c> where these words stand in it: <c>layers.{layer}.self_attn.in_proj_{part}</c>. Own
/// names of norms are found with <c>.gamma</c> and <c>.beta</c> too.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TensorNamesAttribute : Attribute
{
    /// <summary>Declares names.</summary>
    /// <param name="naming">The family of checkpoints.</param>
    public TensorNamesAttribute(TensorNaming naming = TensorNaming.CvNets) => Naming = naming;

    /// <summary>The family of checkpoints. <see cref="TensorNaming.CvNets"/> by default.</summary>
    public TensorNaming Naming { get; }

    /// <summary>What stands before all names, with its dot: <c>"model.encoder."</c>. In place of what the family may have there.</summary>
    public string? Prefix { get; set; }

    /// <summary>Whether the weights of linear layers are stored as [inputs, outputs], as GPT-2's <c>Conv1D</c>.</summary>
    public bool Transposed { get; set; }

    /// <summary>
    /// Tensors of the file that the model does not use: names, with or without the prefix, in which <c>*</c> stands for any characters, separated by
    /// <c>;</c>: <c>"pooler.*;cls.*"</c>. All others must be used.
    /// </summary>
    public string? Ignore { get; set; }

    /// <summary>
    /// Further safetensors files of the checkpoint, as paths from its folder, separated by <c>;</c>: <c>"2_Dense/model.safetensors"</c>. <c>Load(path)</c> opens
    /// them beside the file at that path. A tensor of such a file is called by the name of the file's folder, a dot and its own name:
    /// <c>2_Dense.linear.weight</c>. A name that begins with <c>/</c> is outside the prefix: <c>Heads = "/2_Dense.linear"</c>.
    /// </summary>
    public string? Files { get; set; }

    /// <summary>The norm of the attention block.</summary>
    public string? Norm1 { get; set; }

    /// <summary>The projection to queries, keys and values, whose rows are q, then k, then v. Instead of <see cref="Query"/>, <see cref="Key"/> and <see cref="Value"/>.</summary>
    public string? Qkv { get; set; }

    /// <summary>The projection to queries, where it is a tensor of its own.</summary>
    public string? Query { get; set; }

    /// <summary>The projection to keys, where it is a tensor of its own.</summary>
    public string? Key { get; set; }

    /// <summary>The projection to values, where it is a tensor of its own.</summary>
    public string? Value { get; set; }

    /// <summary>A cross-attention's projection of its memory to keys and values; or <see cref="Key"/> and <see cref="Value"/> instead.</summary>
    public string? KeyValue { get; set; }

    /// <summary>The projection of the heads' results.</summary>
    public string? Out { get; set; }

    /// <summary>The norm of the feed-forward block.</summary>
    public string? Norm2 { get; set; }

    /// <summary>The first linear layer of a gated block that the activation follows.</summary>
    public string? Gate { get; set; }

    /// <summary>The first linear layer of the feed-forward block; of a gated one, the layer that no activation follows.</summary>
    public string? Ffn1 { get; set; }

    /// <summary>The second linear layer of the feed-forward block.</summary>
    public string? Ffn2 { get; set; }

    /// <summary>Both first layers of a gated block in one tensor [2 · Ffn, Embed]: the rows of <see cref="Gate"/>, then those of <see cref="Ffn1"/>, unless the <see cref="Naming"/> has them in another order. Instead of those two.</summary>
    public string? Wi { get; set; }

    /// <summary>The norm after the last layer.</summary>
    public string? FinalNorm { get; set; }

    /// <summary>The numbers that the attention's result is multiplied with: the name, or what <c>.gamma</c>, <c>.lambda1</c> or <c>.weight</c> is added to.</summary>
    public string? LayerScale1 { get; set; }

    /// <summary>The numbers that the feed-forward block's result is multiplied with, likewise.</summary>
    public string? LayerScale2 { get; set; }

    /// <summary>The table of what is added to the scores for each bucket of distances, which all layers share.</summary>
    public string? RelativeBias { get; set; }

    /// <summary>The table of <see cref="TokenEmbeddingAttribute"/>.</summary>
    public string? TokenEmbedding { get; set; }

    /// <summary>The embedding of token types.</summary>
    public string? TypeEmbedding { get; set; }

    /// <summary>The embedding of positions.</summary>
    public string? Positions { get; set; }

    /// <summary>The class token: the name as it is.</summary>
    public string? ClassToken { get; set; }

    /// <summary>The embedding of patches.</summary>
    public string? Patch { get; set; }

    /// <summary>The convolutions before the encoder: a name with <c>{layer}</c> where their number stands, from 0, or a name for each, separated by <c>;</c>.</summary>
    public string? Convolutions { get; set; }

    /// <summary>
    /// The norms of convolutions: a name with <c>{layer}</c> where the number of the convolution stands, from 0, or a name for each norm, separated by <c>;</c>.
    /// </summary>
    public string? ConvolutionNorms { get; set; }

    /// <summary>The projection of features to Embed.</summary>
    public string? Projection { get; set; }

    /// <summary>The norm before the first layer.</summary>
    public string? InputNorm { get; set; }

    /// <summary>The heads behind the encoder: a name with <c>{layer}</c> where their number stands, from 0, or a name for each, separated by <c>;</c>.</summary>
    public string? Heads { get; set; }
}
