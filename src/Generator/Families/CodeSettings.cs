using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Families;

/// <summary>What the code of a model sets and no tensor shows, where a file beside the checkpoint names that code instead of listing its values.</summary>
/// <param name="Heads">Heads; null where the width of a head tells them.</param>
/// <param name="Activation">The function of the feed-forward block.</param>
/// <param name="Epsilon">What is added to the variance of norms.</param>
/// <param name="GlobalPool">timm's word for how it pools: <c>token</c>, <c>avg</c>, <c>max</c> or <c>map</c>, empty for not at all; null where the family's own pooling holds.</param>
internal sealed record CodeSettings(int? Heads, ActivationKind Activation, float Epsilon, string? GlobalPool);
