#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>Which tokens a token attends to.</summary>
public enum AttentionMask
{
    /// <summary>All tokens of its sequence.</summary>
    None = 0,

    /// <summary>Itself and the tokens before it, as in CLIP's text encoder and GPT-2.</summary>
    Causal = 1,
}
