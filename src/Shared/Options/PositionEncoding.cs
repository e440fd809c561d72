#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>How attention scores depend on positions.</summary>
public enum PositionEncoding
{
    /// <summary>Not at all: positions, if any, are added to the tokens.</summary>
    None = 0,

    /// <summary>Queries and keys are rotated by angles that grow with the position (Su et al.: RoFormer, 2021), as in ModernBERT and Nomic.</summary>
    Rotary = 1,

    /// <summary>The distance times a slope for each head is subtracted from the scores (Press et al.: Train Short, Test Long, 2021), as in Jina v2.</summary>
    Alibi = 2,

    /// <summary>A learned number for each head and distance bucket is added to the scores, as in T5 and MPNet.</summary>
    RelativeBuckets = 3,
}
