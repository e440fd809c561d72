using ShapeGen;

namespace SemanticSearch;

// Change this for another checkpoint: ShapeGen compiles the model for these numbers. They are in the checkpoint's config.json:
// vocab_size, type_vocab_size, max_position_embeddings, layer_norm_eps, hidden_size, num_attention_heads, intermediate_size, num_hidden_layers.
// Run the sample with --model, and it reports which of them do not fit, and what to write here. For sentence-transformers/all-MiniLM-L6-v2:
//
//     [TokenEmbedding(Vocab = 30522, Types = 2)]
//     [Positions(512)]
//     [InputNorm(1e-12f)]
//     [Encoder(Embed = 384, Heads = 12, Ffn = 1536, Layers = 6, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
//     [Pool(Pooling.Mean, Normalize = true)]
//     [TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*;embeddings.position_ids")]

/// <summary>Turns a text's token ids into one row of length 1. Texts with similar meaning have rows with a large dot product.</summary>
[TokenEmbedding(Vocab = 8000, Types = 2)]
[Positions(64)]
[InputNorm(1e-12f)]
[Encoder(Embed = 96, Heads = 4, Ffn = 384, Layers = 2, Norm = NormPlacement.Post, Activation = Activation.Gelu, Epsilon = 1e-12f)]
[Pool(Pooling.Mean, Normalize = true)]
[TensorNames(TensorNaming.HuggingFaceBert, Ignore = "pooler.*;embeddings.position_ids")]
internal sealed partial class SentenceEncoder;
