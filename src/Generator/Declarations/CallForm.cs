namespace ShapeGen.Generator.Declarations;

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

/// <summary>The kind of a call's input.</summary>
internal enum InputForm
{
    /// <summary>A row of features for each token. The result may overwrite it.</summary>
    Rows,

    /// <summary>The same, with the rows of a memory.</summary>
    RowsAndMemory,

    /// <summary>Rows of features of a whole model.</summary>
    Features,

    /// <summary>Token ids.</summary>
    Ids,

    /// <summary>Token ids and the types of tokens.</summary>
    IdsAndTypes,

    /// <summary>Images of floats.</summary>
    Pixels,

    /// <summary>Images of floats or bytes.</summary>
    PixelsOrBytes,
}
