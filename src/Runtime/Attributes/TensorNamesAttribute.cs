namespace ShapeGen;

/// <summary>
/// How the checkpoint names the model's tensors. Without this attribute, <see cref="TensorNaming.CvNets"/>.
/// </summary>
/// <remarks>
/// Starts from the names of a family; each property replaces one of them. A name is a stem, to which <c>.weight</c> and <c>.bias</c> are added.
/// <c>{layer}</c> in it stands for the layer's number, and <c>{part}</c> for the word <c>weight</c> or <c>bias</c> if it is not at the end:
/// <c>layers.{layer}.self_attn.in_proj_{part}</c>. Norms are also found with <c>.gamma</c> and <c>.beta</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TensorNamesAttribute : Attribute
{
    /// <summary>Declares names.</summary>
    /// <param name="naming">The family of checkpoints.</param>
    public TensorNamesAttribute(TensorNaming naming = TensorNaming.CvNets) => Naming = naming;

    /// <summary>The family of checkpoints. <see cref="TensorNaming.CvNets"/> by default.</summary>
    public TensorNaming Naming { get; }

    /// <summary>The prefix of all names, including its dot: <c>"model.encoder."</c>. It replaces the family's own prefixes.</summary>
    public string? Prefix { get; set; }

    /// <summary>Whether the weights of linear layers are stored as [inputs, outputs], as GPT-2's <c>Conv1D</c>.</summary>
    public bool Transposed { get; set; }

    /// <summary>
    /// Tensors of the file that the model does not use: names separated by <c>;</c>, with or without the prefix, in which <c>*</c> matches any characters:
    /// <c>"pooler.*;cls.*"</c>. The model must use all other tensors.
    /// </summary>
    public string? Ignore { get; set; }

    /// <summary>
    /// Further safetensors files of the checkpoint: paths relative to its folder, separated by <c>;</c>: <c>"2_Dense/model.safetensors"</c>. <c>Load(path)</c> opens
    /// them together with the file at that path. The name of a tensor in such a file is the file's folder, a dot and the tensor's own name:
    /// <c>2_Dense.linear.weight</c>. A name that begins with <c>/</c> does not get the prefix: <c>Heads = "/2_Dense.linear"</c>.
    /// </summary>
    public string? Files { get; set; }

    /// <summary>The norm of the attention block.</summary>
    public string? Norm1 { get; set; }

    /// <summary>The projection to queries, keys and values, whose rows are q, then k, then v. Instead of <see cref="Query"/>, <see cref="Key"/> and <see cref="Value"/>.</summary>
    public string? Qkv { get; set; }

    /// <summary>The projection to queries, if it is a separate tensor.</summary>
    public string? Query { get; set; }

    /// <summary>The projection to keys, if it is a separate tensor.</summary>
    public string? Key { get; set; }

    /// <summary>The projection to values, if it is a separate tensor.</summary>
    public string? Value { get; set; }

    /// <summary>A cross-attention's projection of its memory to keys and values. Alternatively <see cref="Key"/> and <see cref="Value"/>.</summary>
    public string? KeyValue { get; set; }

    /// <summary>The output projection of the attention.</summary>
    public string? Out { get; set; }

    /// <summary>The norm of the feed-forward block.</summary>
    public string? Norm2 { get; set; }

    /// <summary>The first linear layer of a gated block whose result goes through the activation.</summary>
    public string? Gate { get; set; }

    /// <summary>The first linear layer of the feed-forward block; in a gated block, the one without an activation.</summary>
    public string? Ffn1 { get; set; }

    /// <summary>The second linear layer of the feed-forward block.</summary>
    public string? Ffn2 { get; set; }

    /// <summary>Both first layers of a gated block in one tensor [2 · Ffn, Embed], instead of <see cref="Gate"/> and <see cref="Ffn1"/>: the rows of Gate, then those of Ffn1, unless the <see cref="Naming"/> has another order.</summary>
    public string? Wi { get; set; }

    /// <summary>The norm after the last layer.</summary>
    public string? FinalNorm { get; set; }

    /// <summary>The learned factors of the attention's result: the whole name, or the stem to which <c>.gamma</c>, <c>.lambda1</c> or <c>.weight</c> is added.</summary>
    public string? LayerScale1 { get; set; }

    /// <summary>The learned factors of the feed-forward block's result, named like <see cref="LayerScale1"/>.</summary>
    public string? LayerScale2 { get; set; }

    /// <summary>The table of relative position biases, one row for each distance bucket. All layers share it.</summary>
    public string? RelativeBias { get; set; }

    /// <summary>The table of <see cref="TokenEmbeddingAttribute"/>.</summary>
    public string? TokenEmbedding { get; set; }

    /// <summary>The embedding of token types.</summary>
    public string? TypeEmbedding { get; set; }

    /// <summary>The embedding of positions.</summary>
    public string? Positions { get; set; }

    /// <summary>The class token: its whole name, to which nothing is added.</summary>
    public string? ClassToken { get; set; }

    /// <summary>The patch embedding.</summary>
    public string? Patch { get; set; }

    /// <summary>The convolutions before the encoder: a name with <c>{layer}</c> for their number, from 0, or a name for each, separated by <c>;</c>.</summary>
    public string? Convolutions { get; set; }

    /// <summary>
    /// The norms of the convolutions: a name with <c>{layer}</c> for the number of the convolution, from 0, or a name for each norm, separated by <c>;</c>.
    /// </summary>
    public string? ConvolutionNorms { get; set; }

    /// <summary>The projection of features to Embed.</summary>
    public string? Projection { get; set; }

    /// <summary>The norm before the first layer.</summary>
    public string? InputNorm { get; set; }

    /// <summary>The heads after the encoder: a name with <c>{layer}</c> for their number, from 0, or a name for each, separated by <c>;</c>.</summary>
    public string? Heads { get; set; }
}
