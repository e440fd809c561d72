namespace ShapeGen.Comparison.Formulas;

/// <summary>The mathematics of a whole model: the parts before and after the encoder. Independent of ShapeGen's attributes, like <see cref="EncoderFormula"/>.</summary>
/// <param name="Encoder">The encoder.</param>
public sealed record ModelFormula(EncoderFormula Encoder)
{
    /// <summary>The input is token ids below this; 0 for another input.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Rows of the table of token types; all tokens have type 0. 0 means no table.</summary>
    public int Types { get; init; }

    /// <summary>The input is a square image with this side; 0 for another input.</summary>
    public int Image { get; init; }

    /// <summary>The side of a patch of the image.</summary>
    public int Patch { get; init; }

    /// <summary>The input is this number of features, which are projected; 0 for another input.</summary>
    public int Features { get; init; }

    /// <summary>Convolutions over time before the layers, each followed by GELU; empty for another input.</summary>
    public IReadOnlyList<ConvolutionFormula> Convolutions { get; init; } = [];

    /// <summary>True if each sequence begins with a learned row.</summary>
    public bool ClassToken { get; init; }

    /// <summary>Rows of the table of positions.</summary>
    public int Positions { get; init; }

    /// <summary>True if a norm comes before the first layer.</summary>
    public bool InputNorm { get; init; }

    /// <summary>True if the result is the mean of a sequence's rows; otherwise it is the first row.</summary>
    public bool MeanPooling { get; init; }

    /// <summary>True if the pooled row is normalised to length 1.</summary>
    public bool Normalize { get; init; }

    /// <summary>Outputs of the head; 0 for no head.</summary>
    public int Outputs { get; init; }

    /// <summary>Channels of an image.</summary>
    public static int Channels => 3;

    /// <summary>True if the result is the rows of all tokens, without pooling.</summary>
    public bool EveryToken { get; init; }

    /// <summary>Floats of the result per sequence, or per token if nothing is pooled.</summary>
    public int OutputWidth => Outputs > 0 ? Outputs : Encoder.Embed;
}
