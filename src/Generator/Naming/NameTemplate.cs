using ShapeGen.Generator.Parameters;
using ShapeGen.Generator.Roles;

namespace ShapeGen.Generator.Naming;

/// <summary>A name with placeholders <c>{layer}</c> and <c>{part}</c>. Without <c>{part}</c>, the part's name is appended.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">The kind of tensor whose names these are.</param>
internal sealed record NameTemplate(string Text, TensorKind Kind)
{
    /// <summary>The placeholder for a layer's number.</summary>
    public const string Layer = "{layer}";

    /// <summary>The placeholder for a part's name.</summary>
    public const string Part = "{part}";

    /// <summary>The names that a tensor may have, in the order in which they are tried.</summary>
    public IEnumerable<string> Names(TensorPart part) => Kind switch
    {
        TensorKind.Exact => [Text],
        TensorKind.Linear or TensorKind.Embedding => [With(Word(part))],
        TensorKind.Norm => [With(Word(part)), With(part == TensorPart.Weight ? "gamma" : "beta")],
        TensorKind.Table => [With("weight"), Text],
        TensorKind.Scale => [Text, With("gamma"), With("lambda1"), With("weight")],
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
