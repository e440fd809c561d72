namespace ShapeGen;

/// <summary>Adds a row for each token's position before the first layer of the encoder of the same class.</summary>
/// <remarks>In the checkpoint, learned rows are [Max, Embed] or [1, Max, Embed], with the name given by <see cref="TensorNamesAttribute.Positions"/>.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PositionsAttribute : Attribute
{
    /// <summary>Declares positions whose number is given as a named argument.</summary>
    public PositionsAttribute()
    {
    }

    /// <summary>Declares positions.</summary>
    /// <param name="max">Rows of the table, at least 1.</param>
    public PositionsAttribute(int max) => Max = max;

    /// <summary>
    /// Rows of the table, at least 1: HuggingFace's <c>max_position_embeddings</c>. A sequence may have up to Max - Offset tokens, including a class token.
    /// </summary>
    public int Max { get; set; }

    /// <summary>Whether the rows are learned or computed. Learned by default.</summary>
    public PositionKind Kind { get; set; }

    /// <summary>The form of sinusoidal positions.</summary>
    public Sinusoid Sinusoid { get; set; }

    /// <summary>The row of the first token. 0 by default; 2 in RoBERTa and MPNet, whose Max includes the two rows before it.</summary>
    public int Offset { get; set; }
}
