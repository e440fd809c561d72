namespace ShapeGen;

/// <summary>
/// Adds a learned row before the rows of each sequence, as in ViT. Not for token ids: there the tokenizer adds such a token.
/// </summary>
/// <remarks>In the checkpoint it is [Embed], [1, Embed] or [1, 1, Embed], with the name given by <see cref="TensorNamesAttribute.ClassToken"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ClassTokenAttribute : Attribute
{
}
