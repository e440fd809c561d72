#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Options;
#else
namespace ShapeGen;
#endif

/// <summary>How the rows of a sequence become one.</summary>
public enum Pooling
{
    /// <summary>The first row: the class token, or the token that the tokenizer put there.</summary>
    Class = 0,

    /// <summary>The mean of the rows. There is no padding to leave out.</summary>
    Mean = 1,

    /// <summary>The maximum of each column.</summary>
    Max = 2,

    /// <summary>The last row.</summary>
    Last = 3,
}
