namespace ShapeGen.Generator.Graph;

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
