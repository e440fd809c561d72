namespace ShapeGen.Comparison.Formulas;

/// <summary>The mathematics of a whole model: what stands before and behind the encoder. Apart from ShapeGen's attributes, as <see cref="EncoderFormula"/> is.</summary>
/// <param name="Encoder">The encoder.</param>
public sealed record ModelFormula(EncoderFormula Encoder)
{
    /// <summary>Token ids come in, below this; 0 where something else does.</summary>
    public int Vocabulary { get; init; }

    /// <summary>Rows of the table of token types, all tokens being of type 0; 0 is none.</summary>
    public int Types { get; init; }

    /// <summary>The side of a square image that comes in; 0 where something else does.</summary>
    public int Image { get; init; }

    /// <summary>The side of a patch of the image.</summary>
    public int Patch { get; init; }

    /// <summary>Features that come in and are projected; 0 where something else does.</summary>
    public int Features { get; init; }

    /// <summary>Convolutions over time that come before the layers, each with GELU behind it; empty where something else comes in.</summary>
    public IReadOnlyList<ConvolutionFormula> Convolutions { get; init; } = [];

    /// <summary>Whether a learned row stands before those of each sequence.</summary>
    public bool ClassToken { get; init; }

    /// <summary>Rows of the table of positions.</summary>
    public int Positions { get; init; }

    /// <summary>Whether a norm stands before the first layer.</summary>
    public bool InputNorm { get; init; }

    /// <summary>Whether the mean of a sequence's rows comes out; else its first row.</summary>
    public bool MeanPooling { get; init; }

    /// <summary>Whether the pooled row is divided by its length.</summary>
    public bool Normalize { get; init; }

    /// <summary>Outputs of the head; 0 is none.</summary>
    public int Outputs { get; init; }

    /// <summary>Channels of an image.</summary>
    public static int Channels => 3;

    /// <summary>Whether the rows of all tokens come out, and nothing is pooled.</summary>
    public bool EveryToken { get; init; }

    /// <summary>Floats that come out for each sequence, or for each token where all come out.</summary>
    public int OutputWidth => Outputs > 0 ? Outputs : Encoder.Embed;
}
