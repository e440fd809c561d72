#if SHAPEGEN_GENERATOR
namespace ShapeGen.Generator.Graph;
#else
namespace ShapeGen;
#endif

/// <summary>What the rows of a traced result are.</summary>
public enum TraceRows
{
    /// <summary>Tokens of the layers, sequence after sequence.</summary>
    Tokens,

    /// <summary>Rows of the second input of a cross-attention, sequence after sequence.</summary>
    Memory,

    /// <summary>Rows between convolutions, sequence after sequence.</summary>
    Convolved,

    /// <summary>Pooled sequences, one row for each.</summary>
    Sequences,
}
