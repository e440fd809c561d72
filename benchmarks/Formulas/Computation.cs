namespace ShapeGen.Comparison.Formulas;

/// <summary>An encoder on sequences: the computation of a case.</summary>
/// <param name="Encoder">The mathematics.</param>
/// <param name="Lengths">Tokens of each sequence; the rows are concatenated.</param>
public sealed record Computation(EncoderFormula Encoder, IReadOnlyList<int> Lengths)
{
    /// <summary>Sequences.</summary>
    public int Batch => Lengths.Count;

    /// <summary>Tokens of the longest sequence.</summary>
    public int Tokens { get; } = Lengths.Max();

    /// <summary>Tokens of all sequences.</summary>
    public int Rows { get; } = Lengths.Sum();

    /// <summary>Floats of the input, and of the output.</summary>
    public int Length => Rows * Encoder.Embed;

    /// <summary>True if the sequences have different lengths; contestants that need equal lengths pad to the longest.</summary>
    public bool IsRagged => Rows != Batch * Tokens;

    /// <summary>Sequences of equal length.</summary>
    public static Computation Of(EncoderFormula encoder, int batch, int tokens) => new(encoder, [.. Enumerable.Repeat(tokens, batch)]);

    /// <summary>An input: numbers between -1 and 1, the same every time.</summary>
    public float[] CreateInput()
    {
        Random random = new(1);
        float[] input = new float[Length];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (random.NextSingle() * 2) - 1;
        }

        return input;
    }

    /// <summary>The rows of each sequence, padded with zeros to the longest.</summary>
    public float[] Pad(ReadOnlySpan<float> rows)
    {
        float[] padded = new float[Batch * Tokens * Encoder.Embed];
        int row = 0;
        for (int sequence = 0; sequence < Batch; sequence++)
        {
            int length = Lengths[sequence] * Encoder.Embed;
            rows.Slice(row, length).CopyTo(padded.AsSpan(sequence * Tokens * Encoder.Embed));
            row += length;
        }

        return padded;
    }

    /// <summary>The inverse of <see cref="Pad"/>.</summary>
    public float[] Unpad(ReadOnlySpan<float> padded)
    {
        float[] rows = new float[Length];
        int row = 0;
        for (int sequence = 0; sequence < Batch; sequence++)
        {
            int length = Lengths[sequence] * Encoder.Embed;
            padded.Slice(sequence * Tokens * Encoder.Embed, length).CopyTo(rows.AsSpan(row));
            row += length;
        }

        return rows;
    }
}
