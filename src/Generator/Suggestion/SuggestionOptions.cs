using ShapeGen.Generator.Declarations;

namespace ShapeGen.Generator.Suggestion;

/// <summary>What the user knows and a checkpoint does not tell.</summary>
internal sealed record SuggestionOptions
{
    public static readonly SuggestionOptions None = new();

    /// <summary>Heads of the attention.</summary>
    public int? Heads { get; init; }

    /// <summary>How one row is made of each sequence.</summary>
    public Pooling? Pool { get; init; }

    /// <summary>Whether that row is divided by its length.</summary>
    public bool Normalize { get; init; }

    /// <summary>Rows and columns of an image.</summary>
    public (int Height, int Width)? Image { get; init; }

    /// <summary>What stands before the names of the model that is meant, where a file has several.</summary>
    public string? Prefix { get; init; }

    /// <summary>The family whose code is meant, by its <see cref="Families.KnownFamily.Key"/>, whatever <c>model_type</c> says; null where that decides.</summary>
    public string? Assume { get; init; }

    /// <summary>Tensors that the user says the model does not use, as patterns.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Whether only the layers are wanted, without what stands before and behind them.</summary>
    public bool LayersOnly { get; init; }
}
