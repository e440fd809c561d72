namespace ShapeGen.Browser.Tests;

/// <summary>A layer's attention, its projections included.</summary>
[MultiHeadAttention(32, 4)]
internal sealed partial class LayerAttention;

/// <summary>The projection of the heads' results.</summary>
[Linear(In = 32, Out = 32)]
internal sealed partial class OutProjection;

/// <summary>From the mean of the tokens to a logit for each digit.</summary>
[Linear(In = 32, Out = 10)]
internal sealed partial class Head;
