namespace ShapeGen.Comparison.Formulas;

/// <summary>A whole model on sequences.</summary>
/// <param name="Model">The mathematics.</param>
/// <param name="Lengths">Tokens of each sequence in the layers, including a class token.</param>
public sealed record ModelComputation(ModelFormula Model, IReadOnlyList<int> Lengths)
{
    /// <summary>The encoder's part of it.</summary>
    public Computation Encoder { get; } = new(Model.Encoder, Lengths);

    /// <summary>Floats of the result.</summary>
    public int OutputLength => (Model.EveryToken ? Encoder.Rows : Encoder.Batch) * Model.OutputWidth;

    /// <summary>Input rows of each sequence if convolutions come first: the last convolution makes one row per token.</summary>
    public int InputRows => Model.Convolutions.Reverse().Aggregate(Encoder.Tokens, (rows, convolution) => convolution.RowsFor(rows));

    /// <summary>Token ids, or floats between -1 and 1: the same every time.</summary>
    public ModelInput CreateInput()
    {
        Random random = new(1);
        if (Model.Vocabulary > 0)
        {
            return new([.. Enumerable.Range(0, Encoder.Rows).Select(_ => random.Next(Model.Vocabulary))], []);
        }

        int length = Model.Image > 0 ? Encoder.Batch * ModelFormula.Channels * Model.Image * Model.Image
            : Model.Convolutions.Count > 0 ? Encoder.Batch * InputRows * Model.Convolutions[0].Inputs
            : (Encoder.Rows - (Model.ClassToken ? Encoder.Batch : 0)) * Model.Features;
        return new([], [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)]);
    }
}

/// <summary>What comes in.</summary>
/// <param name="Ids">Token ids of the concatenated sequences; empty if the input is floats.</param>
/// <param name="Floats">Pixels [batch, channel, y, x], or rows of features; empty if the input is ids.</param>
public sealed record ModelInput(int[] Ids, float[] Floats)
{
    /// <summary>Rows of features in the layout of other libraries' convolutions: [batch, channel, row].</summary>
    public float[] ChannelsFirst(int batch, int rows, int channels)
    {
        float[] turned = new float[batch * rows * channels];
        for (int sequence = 0; sequence < batch; sequence++)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    turned[(((sequence * channels) + channel) * rows) + row] = Floats[(((sequence * rows) + row) * channels) + channel];
                }
            }
        }

        return turned;
    }
}
