using ShapeGen;

namespace Digits;

// The three kinds of layer in the model (see train.py). ShapeGen generates the other part of each class.

/// <summary>From the 4 pixels of a patch to the features of a token.</summary>
[Linear(In = 4, Out = 32)]
internal sealed partial class PatchEmbedding;

/// <summary>One of the two encoder layers. An image always has 16 patches, so the number of tokens is fixed.</summary>
[Encoder(Embed = 32, Heads = 4, Ffn = 64, Tokens = 16)]
internal sealed partial class EncoderLayer;

/// <summary>From the mean of the tokens to a logit for each digit.</summary>
[Linear(In = 32, Out = 10)]
internal sealed partial class Head;
