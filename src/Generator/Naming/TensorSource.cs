using ShapeGen.Generator.Common;

namespace ShapeGen.Generator.Naming;

/// <summary>One way in which a checkpoint may store a parameter. Names contain <c>{layer}</c> if each layer has one.</summary>
/// <param name="Pieces">The pieces that the parameter's rows consist of; a single piece if the tensor is the parameter.</param>
internal sealed record TensorSource(EquatableArray<TensorPiece> Pieces) : ITensorSource
{
    /// <summary>Whether tensors are stored as [inputs, outputs].</summary>
    public bool IsTransposed { get; init; }

    /// <summary>The tensor that is the parameter, or null.</summary>
    public string? Whole => Pieces.Count == 1 && Pieces[0] is { First: 0, Name: { } name } piece && piece.Count == piece.Of ? name : null;

    int ITensorSource.PieceCount => Pieces.Count;

    string? ITensorSource.NameOf(int piece) => Pieces[piece].Name;

    public override string ToString()
    {
        string pieces = Whole ?? string.Join(", ", Pieces);
        return IsTransposed ? $"transposed {pieces}" : pieces;
    }
}

/// <summary>Some rows of a parameter.</summary>
/// <param name="Name">The tensor, or null if the rows are zero.</param>
/// <param name="First">The first row in the tensor.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Of">Number of rows of the tensor.</param>
internal sealed record TensorPiece(string? Name, int First, int Count, int Of)
{
    public static TensorPiece All(string name, int count) => new(name, 0, count, count);

    public static TensorPiece Zeros(int count) => new(null, 0, count, count);

    public override string ToString() =>
        Name is null ? "zeros" :
        Count == Of ? Name :
        FormattableString.Invariant($"{Name}[{First}..{First + Count}]");
}
