using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Families;

/// <summary>Settings that a model's code contains and no tensor shows, for checkpoints whose files name the code instead of listing the values.</summary>
/// <param name="Heads">Heads; null if they follow from the width of a head.</param>
/// <param name="Activation">The function of the feed-forward block.</param>
/// <param name="Epsilon">The epsilon of the norms.</param>
/// <param name="GlobalPool">timm's name of the pooling: <c>token</c>, <c>avg</c>, <c>max</c> or <c>map</c>, empty for none; null for the family's own pooling.</param>
internal sealed record CodeSettings(int? Heads, Activation Activation, float Epsilon, string? GlobalPool);
