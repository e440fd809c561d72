using Digits;
using ShapeGen;

namespace DigitsInBrowser.Model;

// Parts of DigitModel as models of their own, to look at what it does not return.

/// <summary>From the pixels of a patch to the features of a token.</summary>
[Linear(In = 4, Out = DigitModel.Embed)]
internal sealed partial class PatchProjection;

/// <summary>A whole layer.</summary>
[Encoder(Embed = DigitModel.Embed, Heads = DigitModel.Heads, Ffn = DigitModel.Ffn, Tokens = DigitModel.Tokens)]
internal sealed partial class Layer;

/// <summary>The norm before a layer's attention.</summary>
[LayerNorm(DigitModel.Embed)]
internal sealed partial class AttentionNorm;

/// <summary>A layer's projection to queries, keys and values.</summary>
[Linear(In = DigitModel.Embed, Out = 3 * DigitModel.Embed)]
internal sealed partial class QkvProjection;
