using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Naming;

/// <summary>One way in which a checkpoint may hold a parameter. Names have <c>{layer}</c> in them where each layer has one.</summary>
/// <param name="Pieces">What the parameter's rows are joined of; one for all rows where the tensor is the parameter.</param>
internal sealed record TensorSource(EquatableArray<TensorPiece> Pieces)
{
    /// <summary>Whether tensors are stored as [inputs, outputs].</summary>
    public bool IsTransposed { get; init; }

    /// <summary>The tensor that is the parameter, or null.</summary>
    public string? Whole => Pieces.Count == 1 && Pieces[0] is { First: 0, Name: { } name } piece && piece.Count == piece.Of ? name : null;

    public override string ToString()
    {
        string pieces = Whole ?? string.Join(", ", Pieces);
        return IsTransposed ? $"transposed {pieces}" : pieces;
    }
}

/// <summary>Some rows of a parameter.</summary>
/// <param name="Name">The tensor, or null where the rows are zero.</param>
/// <param name="First">The first of them in the tensor.</param>
/// <param name="Count">How many.</param>
/// <param name="Of">How many the tensor has.</param>
internal sealed record TensorPiece(string? Name, int First, int Count, int Of)
{
    public static TensorPiece All(string name, int count) => new(name, 0, count, count);

    public static TensorPiece Zeros(int count) => new(null, 0, count, count);

    public override string ToString() =>
        Name is null ? "zeros" :
        Count == Of ? Name :
        FormattableString.Invariant($"{Name}[{First}..{First + Count}]");
}
