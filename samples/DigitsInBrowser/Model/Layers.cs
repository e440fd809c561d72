using ShapeGen;

namespace DigitsInBrowser.Model;

// Parts of DigitModel as separate models, to compute intermediate results that it does not return. Their sizes are numbers, because a generator cannot see the generated constants of another model.

/// <summary>From the pixels of a patch to the features of a token.</summary>
[Linear(In = 4, Out = 32)]
internal sealed partial class PatchProjection;

/// <summary>A whole layer.</summary>
[Encoder(Embed = 32, Heads = 4, Ffn = 64, Tokens = 16)]
internal sealed partial class Layer;

/// <summary>The norm before a layer's attention.</summary>
[LayerNorm(32)]
internal sealed partial class AttentionNorm;

/// <summary>A layer's projection to queries, keys and values.</summary>
[Linear(In = 32, Out = 96)]
internal sealed partial class QkvProjection;
