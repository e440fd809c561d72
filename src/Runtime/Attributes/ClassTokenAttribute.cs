namespace ShapeGen;

/// <summary>
/// Puts a learned row before those of each sequence of the encoder of the same class, as ViT does. Where token ids come in, the tokenizer puts such a
/// token there.
/// </summary>
/// <remarks>The checkpoint holds it as [Embed], [1, Embed] or [1, 1, Embed], under the name of <see cref="TensorNamesAttribute.ClassToken"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ClassTokenAttribute : Attribute
{
}
