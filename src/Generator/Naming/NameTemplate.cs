using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>A name with placeholders <c>{layer}</c> and <c>{part}</c>. Without <c>{part}</c>, the part's name is appended.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">The kind of the name.</param>
internal sealed record NameTemplate(string Text, TemplateKind Kind)
{
    /// <summary>The placeholder for a layer's number.</summary>
    public const string Layer = "{layer}";

    /// <summary>The placeholder for a part's name.</summary>
    public const string Part = "{part}";

    /// <summary>The names that a tensor may have, in the order in which they are tried.</summary>
    public IEnumerable<string> Names(TensorPart part) => Kind switch
    {
        TemplateKind.Exact => [Text],
        TemplateKind.Linear => [With(Word(part))],
        TemplateKind.Norm => [With(Word(part)), With(part == TensorPart.Weight ? "gamma" : "beta")],
        TemplateKind.Table => [With("weight"), Text],
        TemplateKind.Scale => [Text, With("gamma"), With("lambda1"), With("weight")],
        _ => throw new InvalidOperationException($"No names are known of {Kind}."),
    };

    /// <summary>The name of one part of a bias that is stored in parts, as in BEiT: <c>qkv_proj.q_bias</c>.</summary>
    public string Name(OutputPart part) => With($"{part.Name}_bias");

    private string With(string part) => Text.Contains(Part) ? Text.Replace(Part, part) : Text.Length == 0 ? part : $"{Text}.{part}";

    private static string Word(TensorPart part) => part switch
    {
        TensorPart.Weight => "weight",
        TensorPart.Bias => "bias",
        _ => throw new InvalidOperationException($"No name is known for {part}."),
    };
}

/// <summary>The kind of a name.</summary>
internal enum TemplateKind
{
    /// <summary>A module with a weight and a bias.</summary>
    Linear,

    /// <summary>A norm, whose weight and bias may be called <c>gamma</c> and <c>beta</c>.</summary>
    Norm,

    /// <summary>A <c>LayerScale</c>, whose only tensor has no common name.</summary>
    Scale,

    /// <summary>A table: an embedding's weight, or a tensor with the complete name.</summary>
    Table,

    /// <summary>A tensor: the text is its complete name.</summary>
    Exact,
}
