namespace ShapeGen.Generator.Declarations;

/// <summary>What the calls of a model look like: what decides about the members that its class gets, right or wrong as the rest of the declaration may be.</summary>
/// <param name="Input">What a call takes.</param>
/// <param name="IsFixed">Whether its token count is fixed.</param>
/// <param name="IsPooled">Whether it makes one row of each sequence.</param>
internal sealed record CallForm(InputForm Input, bool IsFixed, bool IsPooled = false)
{
    /// <summary>Whether convolutions make fewer tokens of the input's rows.</summary>
    public bool IsConvolved { get; init; }

    /// <summary>Whether the class hands out the results of its stages.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Whether input and output have a row for each token, and nothing else.</summary>
    public bool IsPlain => Input is InputForm.Rows or InputForm.RowsAndMemory;
}

/// <summary>What a call takes.</summary>
internal enum InputForm
{
    /// <summary>A row of features for each token, whose result may take their place.</summary>
    Rows,

    /// <summary>The same, and the rows of a memory.</summary>
    RowsAndMemory,

    /// <summary>Rows of features, of a whole model.</summary>
    Features,

    /// <summary>Token ids.</summary>
    Ids,

    /// <summary>Token ids and the types of tokens.</summary>
    IdsAndTypes,

    /// <summary>Images of floats.</summary>
    Pixels,

    /// <summary>Images of floats, or of bytes.</summary>
    PixelsOrBytes,
}
