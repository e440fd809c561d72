using ShapeGen.Generator.Common;
using ShapeGen.Generator.Sizes;

namespace ShapeGen.Generator.Graph;

/// <summary>What a whole model takes and makes, as its calls need to know it.</summary>
/// <param name="Form">What its calls look like.</param>
/// <param name="RowName">What a row of the input is, in comments: an id, a pixel, features.</param>
/// <param name="AddedTokens">Tokens that each sequence gets before its own: 1 with a class token.</param>
internal sealed record ModelEdges(CallForm Form, string RowName, int AddedTokens)
{
    /// <summary>What a row of bytes is, where an image may be bytes.</summary>
    public string ByteRowName { get; init; } = "";

    /// <summary>Whether images come in.</summary>
    public bool IsImage => Form.Input is InputForm.Pixels or InputForm.PixelsOrBytes;

    /// <summary>Whether the input's rows are no tokens: images, or what a class token is put before.</summary>
    public bool HasSource => IsImage || (Form.Input == InputForm.Features && (AddedTokens > 0 || Windows.Count > 0));

    /// <summary>The windows of the convolutions that the input goes through, in order.</summary>
    public EquatableArray<ConvolutionWindow> Windows { get; init; } = new([]);

    /// <summary>Rows of the input from which convolutions make one token.</summary>
    public long LeastRows => Windows.Reverse().Aggregate(1L, (rows, window) => window.RowsFor(rows));

    /// <summary>Rows of the embedding's table; 0 where there is none.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Rows of the table of types; 0 where there is none.</summary>
    public int Types { get; init; }

    /// <summary>Rows of the table of positions and the row of the first token, or null.</summary>
    public (int Max, int Offset)? Positions { get; init; }
}
