namespace ShapeGen.Comparison.Formulas;

/// <summary>A whole model on sequences.</summary>
/// <param name="Model">The mathematics.</param>
/// <param name="Lengths">Tokens of each sequence in the layers, a class token included.</param>
public sealed record ModelComputation(ModelFormula Model, IReadOnlyList<int> Lengths)
{
    /// <summary>The encoder's part of it.</summary>
    public Computation Encoder { get; } = new(Model.Encoder, Lengths);

    /// <summary>Floats of the result.</summary>
    public int OutputLength => Encoder.Batch * Model.OutputWidth;

    /// <summary>Token ids, or floats between -1 and 1: the same every time.</summary>
    public ModelInput CreateInput()
    {
        Random random = new(1);
        if (Model.Vocabulary > 0)
        {
            return new([.. Enumerable.Range(0, Encoder.Rows).Select(_ => random.Next(Model.Vocabulary))], []);
        }

        int length = Model.Image > 0
            ? Encoder.Batch * ModelFormula.Channels * Model.Image * Model.Image
            : (Encoder.Rows - (Model.ClassToken ? Encoder.Batch : 0)) * Model.Features;
        return new([], [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)]);
    }
}

/// <summary>What comes in.</summary>
/// <param name="Ids">Token ids, sequence after sequence; empty where floats come in.</param>
/// <param name="Floats">Pixels [batch, channel, y, x], or features; empty where ids come in.</param>
public sealed record ModelInput(int[] Ids, float[] Floats);
