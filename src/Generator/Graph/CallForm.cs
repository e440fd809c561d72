namespace ShapeGen.Generator.Graph;

/// <summary>The form of a model's calls. It decides which members the class gets, even if the rest of the declaration is wrong.</summary>
/// <param name="Input">The kind of input.</param>
/// <param name="IsFixed">Whether the token count is fixed.</param>
/// <param name="IsPooled">Whether each sequence is pooled to one row.</param>
internal sealed record CallForm(InputForm Input, bool IsFixed, bool IsPooled = false)
{
    /// <summary>Whether convolutions reduce the input's rows to fewer tokens.</summary>
    public bool IsConvolved { get; init; }

    /// <summary>Whether the class exposes the results of its stages.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Whether input and output are just one row for each token.</summary>
    public bool IsPlain => Input is InputForm.Rows or InputForm.RowsAndMemory;
}
