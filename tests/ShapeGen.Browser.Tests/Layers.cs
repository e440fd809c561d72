using Digits;

namespace ShapeGen.Browser.Tests;

/// <summary>A layer's attention, its projections included.</summary>
[MultiHeadAttention(DigitModel.Embed, DigitModel.Heads)]
internal sealed partial class LayerAttention;

/// <summary>The projection of the heads' results.</summary>
[Linear(In = DigitModel.Embed, Out = DigitModel.Embed)]
internal sealed partial class OutProjection;

/// <summary>From the mean of the tokens to a logit for each digit.</summary>
[Linear(In = DigitModel.Embed, Out = DigitModel.OutputWidth)]
internal sealed partial class Head;
