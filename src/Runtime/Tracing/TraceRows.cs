namespace ShapeGen;

/// <summary>What the rows of a traced result stand for.</summary>
public enum TraceRows
{
    /// <summary>Tokens of the layers, sequence after sequence.</summary>
    Tokens,

    /// <summary>Rows of the second input of a cross-attention, sequence after sequence.</summary>
    Memory,

    /// <summary>Rows behind one of several convolutions, sequence after sequence.</summary>
    Convolved,

    /// <summary>Sequences, of each of which pooling makes a row.</summary>
    Sequences,
}
