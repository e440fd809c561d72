namespace ShapeGen;

/// <summary>What is done with a text that has more tokens than the model takes.</summary>
public enum OverlongText
{
    /// <summary>An exception says which text it is, and both numbers. Nothing is lost without a word.</summary>
    Error = 0,

    /// <summary>The tokens behind the last one that fits are left out; those that the tokenizer puts at the end of every text stay.</summary>
    Cut = 1,
}
