namespace ShapeGen;

/// <summary>How one row is made of all rows of a sequence.</summary>
public enum Pooling
{
    /// <summary>The first row: that of the class token, or of the token that the tokenizer put there.</summary>
    Class = 0,

    /// <summary>The mean of the rows. Padding is never computed, so there is none to leave out.</summary>
    Mean = 1,

    /// <summary>The maximum of each column.</summary>
    Max = 2,

    /// <summary>The last row.</summary>
    Last = 3,
}
