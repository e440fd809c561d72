using ShapeGen.Generator.Graph;

namespace ShapeGen.Generator.Naming;

/// <summary>A name with <c>{layer}</c> and <c>{part}</c> in it, or to which what the part is called is added.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it is the name of.</param>
internal sealed record NameTemplate(string Text, TemplateKind Kind)
{
    /// <summary>The placeholder of a layer's number.</summary>
    public const string Layer = "{layer}";

    /// <summary>The placeholder of a part's name.</summary>
    public const string Part = "{part}";

    /// <summary>What a tensor may be called, the first being tried first.</summary>
    public IEnumerable<string> Names(TensorPart part) => Kind switch
    {
        TemplateKind.Exact => [Text],
        TemplateKind.Linear => [With(Word(part))],
        TemplateKind.Norm => [With(Word(part)), With(part == TensorPart.Weight ? "gamma" : "beta")],
        TemplateKind.Table => [With("weight"), Text],
        TemplateKind.Scale => [Text, With("gamma"), With("lambda1"), With("weight")],
        _ => throw new InvalidOperationException($"No names are known of {Kind}."),
    };

    /// <summary>The name of a part of a bias that a model has only parts of, as BEiT has them: <c>qkv_proj.q_bias</c>.</summary>
    public string Name(OutputPart part) => With($"{part.Name}_bias");

    private string With(string part) => Text.Contains(Part) ? Text.Replace(Part, part) : Text.Length == 0 ? part : $"{Text}.{part}";

    private static string Word(TensorPart part) => part switch
    {
        TensorPart.Weight => "weight",
        TensorPart.Bias => "bias",
        _ => throw new InvalidOperationException($"No name is known for {part}."),
    };
}

/// <summary>What a template is the name of.</summary>
internal enum TemplateKind
{
    /// <summary>A module with a weight and a bias.</summary>
    Linear,

    /// <summary>A norm, whose weight and bias may be called <c>gamma</c> and <c>beta</c>.</summary>
    Norm,

    /// <summary>A <c>LayerScale</c>, whose only tensor has no common name.</summary>
    Scale,

    /// <summary>A table: an embedding's weight, or a tensor by the whole name.</summary>
    Table,

    /// <summary>A tensor: the text is all of its name.</summary>
    Exact,
}
