namespace ShapeGen;

/// <summary>
/// Puts a 1-D convolution over time before the encoder of the same class: <c>nn.Conv1d</c>, but time-major, with features [rows, In] and a result
/// [(rows + 2 · Padding - Kernel) / Stride + 1, Out]. Several stand one behind the other, in the order in which they are written; In of each is Out of
/// the one before, and Out of the last one is Embed, or In of <see cref="ProjectionAttribute"/>. Raw sound has In = 1.
/// </summary>
/// <remarks>
/// <para>
/// The checkpoint holds the <c>weight</c> [Out, In, Kernel] and, with <see cref="Bias"/>, the <c>bias</c> [Out] of each, under the names of
/// <see cref="TensorNamesAttribute.Convolutions"/>; and of each norm the <c>weight</c> and the <c>bias</c> [Out], under those of
/// <see cref="TensorNamesAttribute.ConvolutionNorms"/>.
/// </para>
/// <para>
/// The tokens in the layers follow from the rows of the input, so such a model has no fixed Tokens; a sequence too short for one token is refused.
/// Groups of channels (<c>groups</c>), dilation, and group norms of other numbers of groups cannot be declared.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public sealed class ConvolutionAttribute : Attribute
{
    /// <summary>Declares a convolution whose sizes are given as named arguments.</summary>
    public ConvolutionAttribute()
    {
    }

    /// <summary>Declares a convolution.</summary>
    /// <param name="in">Channels that come in, at least 1.</param>
    /// <param name="out">Channels that go out, at least 1.</param>
    /// <param name="kernel">Rows that each result sees, at least 1.</param>
    /// <param name="stride">Rows from one result to the next, at least 1.</param>
    /// <param name="activation">The function of the result.</param>
    public ConvolutionAttribute(int @in, int @out, int kernel, int stride = 1, ConvolutionActivation activation = ConvolutionActivation.None)
    {
        In = @in;
        Out = @out;
        Kernel = kernel;
        Stride = stride;
        Activation = activation;
    }

    /// <summary>Channels that come in, at least 1.</summary>
    public int In { get; set; }

    /// <summary>Channels that go out, at least 1.</summary>
    public int Out { get; set; }

    /// <summary>Rows that each result sees, at least 1.</summary>
    public int Kernel { get; set; }

    /// <summary>Rows from one result to the next, at least 1. 1 by default.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Rows of zeros before the first row and behind the last one, less than Kernel. None by default, as in PyTorch; 1 in Whisper.</summary>
    public int Padding { get; set; }

    /// <summary>Whether a bias is added. On by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The function of the result. None by default.</summary>
    public ConvolutionActivation Activation { get; set; }

    /// <summary>The norm of the result. None by default.</summary>
    public ConvolutionNorm Norm { get; set; }

    /// <summary>What the norm adds to the variance, above 0. 1e-5 by default.</summary>
    public float NormEpsilon { get; set; } = 1e-5f;

    /// <summary>Whether the norm comes behind the activation, as in Moonshine. Off by default: the activation comes behind the norm, as in wav2vec2.</summary>
    public bool ActivationFirst { get; set; }
}
