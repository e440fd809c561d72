using ShapeGen;

namespace DigitsInBrowser.Model;

// Parts of DigitModel as models of their own, to look at what it does not return. Their sizes are numbers: one model's generated constants are not there yet when another is generated.

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
