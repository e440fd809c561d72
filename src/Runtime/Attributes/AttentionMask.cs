namespace ShapeGen;

/// <summary>Which tokens a token sees.</summary>
public enum AttentionMask
{
    /// <summary>All of its sequence.</summary>
    None = 0,

    /// <summary>Itself and those before it, as in CLIP's text encoder and in GPT-2.</summary>
    Causal = 1,
}
