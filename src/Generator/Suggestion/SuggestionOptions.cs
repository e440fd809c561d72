using ShapeGen.Generator.Options;

namespace ShapeGen.Generator.Suggestion;

/// <summary>What the user knows and a checkpoint does not show.</summary>
internal sealed record SuggestionOptions
{
    public static readonly SuggestionOptions None = new();

    /// <summary>Heads of the attention.</summary>
    public int? Heads { get; init; }

    /// <summary>The pooling.</summary>
    public Pooling? Pool { get; init; }

    /// <summary>Whether the pooled row is normalised.</summary>
    public bool Normalize { get; init; }

    /// <summary>Height and width of an image.</summary>
    public (int Height, int Width)? Image { get; init; }

    /// <summary>The prefix of the wanted model in a file with several.</summary>
    public string? Prefix { get; init; }

    /// <summary>The family to assume, by its <see cref="Families.KnownFamily.Key"/>, regardless of <c>model_type</c>; null if <c>model_type</c> decides.</summary>
    public string? Assume { get; init; }

    /// <summary>Patterns of tensors that, according to the user, the model does not use.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Whether only the layers are wanted, without the stages before and after them.</summary>
    public bool LayersOnly { get; init; }
}
