namespace ShapeGen;

/// <summary>What happens to a text that has more tokens than the model supports.</summary>
public enum OverlongText
{
    /// <summary>An exception names the text and both numbers, so that nothing is lost silently.</summary>
    Error = 0,

    /// <summary>The text is truncated to the tokens that fit. The tokens that the tokenizer adds at the end of every text are kept.</summary>
    Cut = 1,
}
